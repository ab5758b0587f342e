package io.github.dit4j.tornado.sim;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** A work-group: its place in the grid and the local memory that its items share. */
final class WorkGroup {

    private static final HalfFloat HALF_NAN = new HalfFloat((short) 0xFFFF);

    private final LaunchGrid grid;
    private final int[] index;
    private final ItemScheduler scheduler;
    private final List<Object> localArrays = new ArrayList<>();
    private final Meeting barrier;
    private final List<Meeting> products = new ArrayList<>();
    private final List<Warp> warps = new ArrayList<>();
    private int localBytes;

    WorkGroup(LaunchGrid grid, int[] index, ItemScheduler scheduler) {
        this.grid = grid;
        this.index = index;
        this.scheduler = scheduler;
        barrier = new Meeting(toString(), "a barrier", grid.itemsOfGroup());
        // TornadoVM takes an item's lane from its first index alone.
        for (int i = 0; grid.local()[0] % Fragments.LANES == 0 && i < grid.itemsOfGroup() / Fragments.LANES; i++) {
            String name = "warp " + i + " of " + this;
            products.add(new Meeting(name, "a product of matrices", Fragments.LANES));
            warps.add(new Warp(name, products.get(i)));
        }
    }

    /** Returns whether its last item runs first; it does in a group between two where it runs last. */
    boolean runsBackwards() {
        return (index[0] + index[1] + index[2]) % 2 == 1;
    }

    /** Returns all places where its items meet. */
    List<Meeting> meetings() {
        return Stream.concat(Stream.of(barrier), products.stream()).toList();
    }

    /** Returns the places where an item meets others, given its number. */
    List<Meeting> meetingsOf(int number) {
        return products.isEmpty() ? List.of(barrier) : List.of(barrier, products.get(number / Fragments.LANES));
    }

    /** Returns an item by its number in the group, the first dimension running fastest. */
    WorkItem item(int number) {
        int[] local = grid.local();
        return new Item(number, new int[] {
            number % local[0], number / local[0] % local[1], number / (local[0] * local[1])});
    }

    @Override
    public String toString() {
        return "group " + Arrays.toString(index);
    }

    private <A> A localArray(int place, Class<A> type, int length) {
        if (place == localArrays.size()) {
            localArrays.add(allocate(type, length));
        }
        Object array = localArrays.get(place);
        if (!type.isInstance(array) || Array.getLength(array) != length) {
            throw new IllegalStateException("local array " + place + " of " + this + " is " + describe(array.getClass(),
                    Array.getLength(array)) + " for one item and " + describe(type, length)
                    + " for another; every item must allocate the same arrays in the same order");
        }
        return type.cast(array);
    }

    private Object allocate(Class<?> type, int length) {
        localBytes += length * bytesOf(type);
        if (localBytes > SimulatedDevice.LOCAL_MEMORY_BYTES) {
            throw new IllegalStateException("local arrays of " + localBytes + " bytes; a work-group has "
                    + SimulatedDevice.LOCAL_MEMORY_BYTES);
        }
        Object array = Array.newInstance(type.componentType(), length);
        switch (array) {
            case float[] values -> Arrays.fill(values, Float.NaN);
            case double[] values -> Arrays.fill(values, Double.NaN);
            case int[] values -> Arrays.fill(values, -1);
            case long[] values -> Arrays.fill(values, -1);
            case byte[] values -> Arrays.fill(values, (byte) -1);
            case HalfFloat[] values -> Arrays.fill(values, HALF_NAN);
            default -> throw new IllegalArgumentException("no local arrays of " + type.componentType());
        }
        return array;
    }

    private static int bytesOf(Class<?> type) {
        return switch (type.componentType().getSimpleName()) {
            case "byte" -> 1;
            case "HalfFloat" -> 2;
            case "int", "float" -> 4;
            default -> 8;
        };
    }

    private static String describe(Class<?> type, int length) {
        return type.componentType().getSimpleName() + "[" + length + "]";
    }

    private final class Item implements WorkItem {

        private final int number;
        private final int[] local;
        private int allocations;

        Item(int number, int[] local) {
            this.number = number;
            this.local = local;
        }

        @Override
        public int globalId(int dimension) {
            return grid.offset()[dimension] + index[dimension] * grid.local()[dimension] + local[dimension];
        }

        @Override
        public int localId(int dimension) {
            return local[dimension];
        }

        @Override
        public int groupId(int dimension) {
            return index[dimension];
        }

        @Override
        public int globalSize(int dimension) {
            return grid.global()[dimension];
        }

        @Override
        public int localSize(int dimension) {
            return grid.local()[dimension];
        }

        @Override
        public void barrier() {
            scheduler.meet(barrier);
        }

        @Override
        public <A> A localArray(Class<A> type, int length) {
            return WorkGroup.this.localArray(allocations++, type, length);
        }

        @Override
        public int lane(Object... step) {
            warp().together(lane(), List.of(step));
            return lane();
        }

        @Override
        public float[] multiply(HalfFloat[] a, HalfFloat[] b, float[] c) {
            warp().together(lane(), List.of("mma"));
            return warp().multiply(scheduler, lane(), a, b, c);
        }

        private int lane() {
            return number % Fragments.LANES;
        }

        private Warp warp() {
            if (warps.isEmpty()) {
                throw new IllegalStateException("work-groups of " + Arrays.toString(grid.local()) + " items have no whole"
                        + " warps; the first size must be a multiple of " + Fragments.LANES);
            }
            return warps.get(number / Fragments.LANES);
        }
    }
}
