package io.github.dit4j.cli.png;

import io.github.dit4j.sampler.Image;

/** The filters that make rows of pixels easier to compress (W3C, Portable Network Graphics, section 9). */
enum PngFilter {
    NONE {
        @Override
        int predict(int left, int above, int corner) {
            return 0;
        }
    },
    SUB {
        @Override
        int predict(int left, int above, int corner) {
            return left;
        }
    },
    UP {
        @Override
        int predict(int left, int above, int corner) {
            return above;
        }
    },
    AVERAGE {
        @Override
        int predict(int left, int above, int corner) {
            return (left + above) / 2;
        }
    },
    PAETH {
        @Override
        int predict(int left, int above, int corner) {
            int estimate = left + above - corner;
            int toLeft = Math.abs(estimate - left);
            int toAbove = Math.abs(estimate - above);
            int toCorner = Math.abs(estimate - corner);
            if (toLeft <= toAbove && toLeft <= toCorner) {
                return left;
            }
            return toAbove <= toCorner ? above : corner;
        }
    };

    private static final PngFilter[] ALL = values();

    /** A guess at a byte from its neighbours, each 0 … 255; 0 outside of the image. */
    abstract int predict(int left, int above, int corner);

    /** All rows, each led by the number of the filter that leaves the smallest differences. */
    static byte[] filtered(Image image) {
        int row = image.width() * image.channels();
        var out = new byte[Math.multiplyExact(image.height(), row + 1)];
        var candidate = new byte[row];
        for (int y = 0; y < image.height(); y++) {
            long smallest = Long.MAX_VALUE;
            for (PngFilter filter : ALL) {
                long size = filter.apply(image, y, candidate);
                if (size < smallest) {
                    smallest = size;
                    out[y * (row + 1)] = (byte) filter.ordinal();
                    System.arraycopy(candidate, 0, out, y * (row + 1) + 1, row);
                }
            }
        }
        return out;
    }

    private long apply(Image image, int y, byte[] target) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        int start = y * target.length;
        long size = 0;
        for (int i = 0; i < target.length; i++) {
            int left = i < channels ? 0 : pixels[start + i - channels] & 0xFF;
            int above = y == 0 ? 0 : pixels[start + i - target.length] & 0xFF;
            int corner = i < channels || y == 0 ? 0 : pixels[start + i - target.length - channels] & 0xFF;
            target[i] = (byte) (pixels[start + i] - predict(left, above, corner));
            size += Math.abs(target[i]);
        }
        return size;
    }
}
