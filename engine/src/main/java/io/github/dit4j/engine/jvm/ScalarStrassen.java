package io.github.dit4j.engine.jvm;

/** {@link Strassen} in scalar Java. */
final class ScalarStrassen implements Strassen {

    @Override
    public void left(float[] a, int at, int stride, int rows, int depth, float[] out, int outAt) {
        int size = rows * depth;
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < depth; i++) {
                int upper = at + row * stride + i;
                int lower = upper + rows * stride;
                int target = outAt + row * depth + i;
                out[target] = a[upper] + a[lower + depth];
                out[target + size] = a[lower] + a[lower + depth];
                out[target + 2 * size] = a[upper];
                out[target + 3 * size] = a[lower + depth];
                out[target + 4 * size] = a[upper] + a[upper + depth];
                out[target + 5 * size] = a[lower] - a[upper];
                out[target + 6 * size] = a[upper + depth] - a[lower + depth];
            }
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
    public void combine(float[] products, int at, int size, float[] from, int left, int right, int lower, float[] c, int cAt) {
        for (int i = 0; i < size; i++) {
            float p1 = products[at + i];
            float p2 = products[at + size + i];
            float p3 = products[at + 2 * size + i];
            float p4 = products[at + 3 * size + i];
            float p5 = products[at + 4 * size + i];
            c[cAt + i] = from[left + i] + (p1 + p4 - p5);
            c[cAt + size + i] = from[right + i] + (p3 + p5);
            c[cAt + 2 * size + i] = from[left + lower + i] + (p2 + p4);
            c[cAt + 3 * size + i] = from[right + lower + i] + (p1 - p2 + p3);
        }
    }
}
