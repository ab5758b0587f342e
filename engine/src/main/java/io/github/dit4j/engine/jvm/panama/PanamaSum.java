package io.github.dit4j.engine.jvm.panama;

import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.LANES;
import static io.github.dit4j.engine.jvm.panama.PanamaSpecies.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** The sum of a vector. */
final class PanamaSum {
    static final VectorShuffle<Float> TURN_8 = turn(8);
    static final VectorShuffle<Float> TURN_4 = turn(4);
    static final VectorShuffle<Float> TURN_2 = turn(2);
    static final VectorShuffle<Float> TURN_1 = turn(1);

    private PanamaSum() {}

    private static VectorShuffle<Float> turn(int lanes) {
        return VectorShuffle.fromOp(SPECIES, lane -> (lane + lanes) % LANES);
    }

    /**
     * The sum of all lanes, always in the same order: that of {@code reduceLanes} is open, and may change when the method
     * is compiled.
     */
    static float of(FloatVector x) {
        // What is summed up comes from a loop: an argument, as PanamaTiles has it.
        FloatVector sum = FloatVector.zero(SPECIES).add(x);
        if (LANES > 8) {
            sum = sum.add(sum.rearrange(TURN_8));
        }
        if (LANES > 4) {
            sum = sum.add(sum.rearrange(TURN_4));
        }
        sum = sum.add(sum.rearrange(TURN_2));
        return sum.add(sum.rearrange(TURN_1)).lane(0);
    }
}
