package io.github.dit4j.tornado.sim;

import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * The 32 neighbouring items of a work-group that work on matrices together. Whatever they do together they must all do, in
 * the same order and with the same arguments; on a device it is undefined what happens otherwise.
 */
final class Warp {

    private final String name;
    private final Meeting meeting;
    private final List<List<Object>> steps = new ArrayList<>();
    private final int[] stepsOfLane = new int[Fragments.LANES];
    private final HalfFloat[][] a = new HalfFloat[Fragments.LANES][];
    private final HalfFloat[][] b = new HalfFloat[Fragments.LANES][];
    private final float[][] c = new float[Fragments.LANES][];
    private float[][] d;
    private int came;

    Warp(String name, Meeting meeting) {
        this.name = name;
        this.meeting = meeting;
    }

    /**
     * Notes that a lane does something, and how.
     *
     * @throws IllegalStateException if another lane did something else in the same place
     */
    void together(int lane, List<Object> step) {
        int place = stepsOfLane[lane]++;
        if (place == steps.size()) {
            steps.add(step);
        } else if (!steps.get(place).equals(step)) {
            throw new IllegalStateException("lanes of " + name + " part: " + steps.get(place) + " for one is " + step
                    + " for lane " + lane + "; all 32 must do the same with the same arguments");
        }
    }

    /** A lane's part of the product, once all lanes have come with theirs. */
    float[] multiply(ItemScheduler scheduler, int lane, HalfFloat[] ofA, HalfFloat[] ofB, float[] ofC) {
        a[lane] = ofA;
        b[lane] = ofB;
        c[lane] = ofC;
        if (++came == Fragments.LANES) {
            d = Fragments.multiply(a, b, c);
            came = 0;
        }
        scheduler.meet(meeting);
        // No lane comes to the next product before it has run on from here, and that one needs all lanes.
        return d[lane];
    }
}
