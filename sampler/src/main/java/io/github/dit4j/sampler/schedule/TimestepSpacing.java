package io.github.dit4j.sampler.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which timesteps of the forward process a sampler visits: {@code space_timesteps} of the diffusion package that DiT
 * publishes (diffusion/respace.py).
 */
public sealed interface TimestepSpacing {

    /**
     * The timesteps to visit, ascending and without repetition.
     *
     * @param total how many timesteps the forward process has
     * @throws IllegalArgumentException if they cannot be divided so
     */
    int[] timesteps(int total);

    /** How many steps, where nothing but their number was asked for. */
    default OptionalInt evenCount() {
        return OptionalInt.empty();
    }

    /** As {@link #parse} reads it. */
    @Override
    String toString();

    /**
     * Reads a spacing: {@code 250}, {@code 10,15,20} or {@code ddim50}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static TimestepSpacing parse(String text) {
        try {
            if (text.startsWith("ddim")) {
                return new Strided(Integer.parseInt(text.substring("ddim".length()).trim()));
            }
            return new Sections(Arrays.stream(text.split(",", -1)).map(count -> Integer.valueOf(count.trim())).toList());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("steps \"" + text
                    + "\": give a number (250), a number for each section (10,15,20), or ddimN (ddim50)", notANumber);
        }
    }

    /** {@code count} timesteps from the first to the last, as evenly as whole numbers allow. */
    static TimestepSpacing evenly(int count) {
        return new Sections(List.of(count));
    }

    /**
     * Equal sections of the forward process, and in each of them a number of timesteps from its first to its last.
     *
     * @param counts how many timesteps in each section, none negative and at least one in all
     */
    record Sections(List<Integer> counts) implements TimestepSpacing {
        public Sections {
            counts = List.copyOf(counts);
            for (int count : counts) {
                if (count < 0) {
                    throw new IllegalArgumentException("steps " + count + " is negative; give at least 1");
                }
            }
            if (counts.stream().allMatch(count -> count == 0)) {
                throw new IllegalArgumentException("steps " + text(counts) + " makes no step; give at least 1");
            }
        }

        @Override
        public OptionalInt evenCount() {
            return counts.size() == 1 ? OptionalInt.of(counts.getFirst()) : OptionalInt.empty();
        }

        @Override
        public int[] timesteps(int total) {
            int size = total / counts.size();
            int larger = total % counts.size();
            var timesteps = new ArrayList<Integer>();
            int start = 0;
            for (int section = 0; section < counts.size(); section++) {
                int sectionSize = size + (section < larger ? 1 : 0);
                int count = counts.get(section);
                if (count > sectionSize) {
                    throw new IllegalArgumentException("steps " + this + ": "
                            + (counts.size() == 1 ? "the model has only " : "section " + (section + 1) + " has only ")
                            + sectionSize + " timesteps, not " + count + "; give at most " + sectionSize);
                }
                double stride = count <= 1 ? 1 : (double) (sectionSize - 1) / (count - 1);
                double position = 0;
                for (int i = 0; i < count; i++) {
                    // rint and the running sum as published: Python's round() goes to even.
                    timesteps.add(start + (int) Math.rint(position));
                    position += stride;
                }
                start += sectionSize;
            }
            return timesteps.stream().mapToInt(Integer::intValue).toArray();
        }

        @Override
        public String toString() {
            return text(counts);
        }

        private static String text(List<Integer> counts) {
            return counts.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }

    /**
     * Every k-th timestep from 0, for the k that gives exactly {@code count}: the spacing of the DDIM paper (arXiv
     * 2010.02502).
     */
    record Strided(int count) implements TimestepSpacing {
        public Strided {
            if (count < 1) {
                throw new IllegalArgumentException("steps ddim" + count + " makes no step; give at least ddim1");
            }
        }

        @Override
        public int[] timesteps(int total) {
            int above = total;
            int below = total;
            for (int stride = 1; stride < total && below > count; stride++) {
                above = below;
                below = (total + stride - 1) / stride;
                if (below == count) {
                    var timesteps = new int[count];
                    int every = stride;
                    Arrays.setAll(timesteps, i -> i * every);
                    return timesteps;
                }
            }
            throw new IllegalArgumentException("steps " + this + ": no stride over " + total + " timesteps takes exactly "
                    + count + " steps; try " + (count < below ? "ddim" + below : count > total ? "ddim" + total
                            : "ddim" + below + " or ddim" + above + ", or " + count + " for even spacing"));
        }

        @Override
        public String toString() {
            return "ddim" + count;
        }
    }
}
