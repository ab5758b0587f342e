package io.github.dit4j.engine.jvm.kernels;

/**
 * What a worker is going to read from memory next. Java has no instruction to fetch ahead; but tiles can read an element of it now
 * and then, so slowly that the processor's own fetching ahead, which follows the addresses within a page, is always before
 * them. To read some lines at once, between two tiles, gains nothing: all that the processor does waits for them.
 */
public final class Ahead {
    /** Elements that a tile passes by for each of its terms. A line has 16; twice as many gain as much, four times less. */
    public static final int PER_TERM = 2;
    private static final float[] NOTHING = new float[PER_TERM * Kernels.DEPTH_BLOCK];

    private int kept;
    private float[] data = NOTHING;
    private int next;
    private int end;
    private int behind;
    private int behindEnd;

    /** Nothing is known of what is next. */
    public void nothing() {
        at(NOTHING, 0, 0);
    }

    /** So many elements are next. */
    public void at(float[] data, int at, int count) {
        this.data = data;
        next = at;
        end = at + count;
        behindEnd = 0;
    }

    /** And then so many of the same array. */
    public void then(int at, int count) {
        behind = at;
        behindEnd = at + count;
    }

    /** The array that tiles read. */
    public float[] data() {
        return data;
    }

    /** Takes what a tile has made of what it has read: what is read for nothing the compiler leaves out. */
    public void keep(int read) {
        kept = read;
    }

    /** From where on a tile of so many terms is to read, at most {@link Kernels#DEPTH_BLOCK}. */
    public int take(int terms) {
        int count = PER_TERM * terms;
        if (end - next < count && behindEnd > 0) {
            at(data, behind, behindEnd - behind);
        }
        if (end - next < count) {
            nothing();
            return 0;
        }
        next += count;
        return next - count;
    }
}
