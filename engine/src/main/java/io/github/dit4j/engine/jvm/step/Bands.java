package io.github.dit4j.engine.jvm.step;

/**
 * How the rows of images are cut into bands, each of parts of as many rows. Bands end with an image, the last of which takes
 * what is left over: so a row is computed in the same way wherever its image lies in a batch. Rows that are left when the last
 * band has been cut are its last, in no part.
 *
 * @param images in the batch
 * @param tokens rows of an image, at least {@code usual}
 * @param usual rows of a band that is not the last of its image
 * @param parts of a band, a power of two
 */
record Bands(int images, int tokens, int usual, int parts) {

    private int perImage() {
        return tokens / usual;
    }

    /** The number of bands. */
    int count() {
        return images * perImage();
    }

    /** The first row of a band, or, for the number of bands, the number of rows. */
    int row(int band) {
        return band / perImage() * tokens + band % perImage() * usual;
    }

    /** The rows of a band. */
    int rows(int band) {
        return row(band + 1) - row(band);
    }

    /** The rows of half a band, without those in no part. */
    int half(int band) {
        return halfOf(rows(band));
    }

    /** The most rows of half a band. */
    int mostHalf() {
        return halfOf(2 * usual - 1);
    }

    /** Half of so many rows, without those in no part. */
    int halfOf(int rows) {
        return rows / parts * (parts / 2);
    }

    /** The most rows of so many bands. */
    int mostRows(int count) {
        int most = 0;
        for (int band = 0; band < count(); band++) {
            most = Math.max(most, row(Math.min(band + count, count())) - row(band));
        }
        return most;
    }
}
