package io.github.dit4j.engine.jvm;

/** {@link Strassen} in scalar Java. */
final class ScalarStrassen implements Strassen {

    @Override
    public void left(float[] a, int a11, int a12, int a21, int a22, int stride, int rows, int depth, float[] out, int outAt) {
        int size = rows * depth;
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < depth; i++) {
                int from = row * stride + i;
                int to = outAt + row * depth + i;
                float x11 = a[a11 + from];
                float x12 = a[a12 + from];
                float x21 = a[a21 + from];
                float x22 = a[a22 + from];
                out[to] = x11 + x22;
                out[to + size] = x21 + x22;
                out[to + 2 * size] = x11;
                out[to + 3 * size] = x22;
                out[to + 4 * size] = x11 + x12;
                out[to + 5 * size] = x21 - x11;
                out[to + 6 * size] = x12 - x22;
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
