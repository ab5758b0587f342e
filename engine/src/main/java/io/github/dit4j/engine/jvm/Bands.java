package io.github.dit4j.engine.jvm;

/**
 * How the rows of images are cut into bands, each of two halves of as many rows. Bands end with an image, the last of which takes
 * what is left over: so a row is computed in the same way wherever its image lies in a batch. A row that is left when
 * the last band has been halved is its last, in neither half.
 *
 * @param images in the batch
 * @param tokens rows of an image, at least {@code usual}
 * @param usual rows of a band that is not the last of its image
 */
record Bands(int images, int tokens, int usual) {

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

    /** The rows of half a band. */
    int half(int band) {
        return rows(band) / 2;
    }

    /** The most rows of half a band. */
    int mostHalf() {
        return usual - 1;
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
