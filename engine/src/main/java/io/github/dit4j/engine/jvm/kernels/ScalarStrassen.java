package io.github.dit4j.engine.jvm.kernels;

/** {@link Strassen} in scalar Java. */
final class ScalarStrassen implements Strassen {

    @Override
    public void left(float[] a, int at, int size, float[] out, int outAt) {
        for (int i = 0; i < size; i++) {
            float a11 = a[at + i];
            float a12 = a[at + size + i];
            float a21 = a[at + 2 * size + i];
            float a22 = a[at + 3 * size + i];
            out[outAt + i] = a11 + a22;
            out[outAt + size + i] = a21 + a22;
            out[outAt + 2 * size + i] = a11;
            out[outAt + 3 * size + i] = a22;
            out[outAt + 4 * size + i] = a11 + a12;
            out[outAt + 5 * size + i] = a21 - a11;
            out[outAt + 6 * size + i] = a12 - a22;
        }
    }

    @Override
    public void differences(float[] b, int left, int right, int size) {
        for (int i = 0; i < size; i++) {
            b[right + i] -= b[right + size + i];
            b[left + size + i] -= b[left + i];
        }
    }

    @Override
    public void right(float[] b, int left, int right, int size, float[] out, int outAt) {
        for (int i = 0; i < size; i++) {
            float sum = b[left + i] + b[right + size + i];
            out[outAt + i] = sum;
            out[outAt + size + i] = sum + b[right + i];
            out[outAt + 2 * size + i] = sum + b[left + size + i];
        }
    }

    @Override
    public void combine(float[] products, int at, int size, float[] from, int fromAt, int lower, float[] c, int cAt) {
        for (int i = 0; i < size; i++) {
            float p1 = products[at + i];
            float p2 = products[at + size + i];
            float p3 = products[at + 2 * size + i];
            float p4 = products[at + 3 * size + i];
            float p5 = products[at + 4 * size + i];
            c[cAt + i] = from[fromAt + i] + (p1 + p4 - p5);
            c[cAt + size + i] = from[fromAt + size + i] + (p3 + p5);
            c[cAt + 2 * size + i] = from[fromAt + lower + i] + (p2 + p4);
            c[cAt + 3 * size + i] = from[fromAt + lower + size + i] + (p1 - p2 + p3);
        }
    }
}
