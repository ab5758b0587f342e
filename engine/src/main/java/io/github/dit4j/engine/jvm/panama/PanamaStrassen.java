package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import io.github.dit4j.engine.jvm.kernels.Strassen;
import jdk.incubator.vector.FloatVector;

/** {@link Strassen} on vectors. */
final class PanamaStrassen implements Strassen {

    @Override
    public void left(float[] a, int at, int size, float[] out, int outAt) {
        for (int i = 0; i < size; i += LANES) {
            var a11 = FloatVector.fromArray(SPECIES, a, at + i);
            var a12 = FloatVector.fromArray(SPECIES, a, at + size + i);
            var a21 = FloatVector.fromArray(SPECIES, a, at + 2 * size + i);
            var a22 = FloatVector.fromArray(SPECIES, a, at + 3 * size + i);
            a11.add(a22).intoArray(out, outAt + i);
            a21.add(a22).intoArray(out, outAt + size + i);
            a11.intoArray(out, outAt + 2 * size + i);
            a22.intoArray(out, outAt + 3 * size + i);
            a11.add(a12).intoArray(out, outAt + 4 * size + i);
            a21.sub(a11).intoArray(out, outAt + 5 * size + i);
            a12.sub(a22).intoArray(out, outAt + 6 * size + i);
        }
    }

    @Override
    public void differences(float[] b, int left, int right, int size) {
        for (int i = 0; i < size; i += LANES) {
            var b11 = FloatVector.fromArray(SPECIES, b, left + i);
            var b12 = FloatVector.fromArray(SPECIES, b, right + i);
            var b21 = FloatVector.fromArray(SPECIES, b, left + size + i);
            var b22 = FloatVector.fromArray(SPECIES, b, right + size + i);
            b12.sub(b22).intoArray(b, right + i);
            b21.sub(b11).intoArray(b, left + size + i);
        }
    }

    @Override
    public void right(float[] b, int left, int right, int size, float[] out, int outAt) {
        for (int i = 0; i < size; i += LANES) {
            var b11 = FloatVector.fromArray(SPECIES, b, left + i);
            var b12Less22 = FloatVector.fromArray(SPECIES, b, right + i);
            var b21Less11 = FloatVector.fromArray(SPECIES, b, left + size + i);
            var b22 = FloatVector.fromArray(SPECIES, b, right + size + i);
            var sum = b11.add(b22);
            sum.intoArray(out, outAt + i);
            sum.add(b12Less22).intoArray(out, outAt + size + i);
            sum.add(b21Less11).intoArray(out, outAt + 2 * size + i);
        }
    }

    @Override
    public void combine(float[] products, int at, int size, float[] from, int fromAt, int lower, float[] c, int cAt) {
        for (int i = 0; i < size; i += LANES) {
            var p1 = FloatVector.fromArray(SPECIES, products, at + i);
            var p2 = FloatVector.fromArray(SPECIES, products, at + size + i);
            var p3 = FloatVector.fromArray(SPECIES, products, at + 2 * size + i);
            var p4 = FloatVector.fromArray(SPECIES, products, at + 3 * size + i);
            var p5 = FloatVector.fromArray(SPECIES, products, at + 4 * size + i);
            FloatVector.fromArray(SPECIES, from, fromAt + i).add(p1.add(p4).sub(p5)).intoArray(c, cAt + i);
            FloatVector.fromArray(SPECIES, from, fromAt + size + i).add(p3.add(p5)).intoArray(c, cAt + size + i);
            FloatVector.fromArray(SPECIES, from, fromAt + lower + i).add(p2.add(p4)).intoArray(c, cAt + 2 * size + i);
            FloatVector.fromArray(SPECIES, from, fromAt + lower + size + i).add(p1.sub(p2).add(p3))
                    .intoArray(c, cAt + 3 * size + i);
        }
    }
}
