package io.github.dit4j.engine.memory;

import io.github.dit4j.engine.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The slots of a plan while it is made: which are free, and how large each has to be. */
final class Slots {

    private static final class Growing {
        final DType dtype;
        int size;
        boolean free;

        Growing(DType dtype) {
            this.dtype = dtype;
        }
    }

    private final List<Growing> slots = new ArrayList<>();

    /** Takes the smallest free slot that is large enough, else enlarges the largest free one, else adds one. */
    int take(DType dtype, int size) {
        var bySize = Comparator.comparingInt((Growing slot) -> slot.size);
        var free = slots.stream().filter(slot -> slot.free && slot.dtype == dtype).toList();
        Optional<Growing> found = free.stream().filter(slot -> slot.size >= size).min(bySize)
                .or(() -> free.stream().max(bySize));
        Growing slot = found.orElseGet(() -> {
            var added = new Growing(dtype);
            slots.add(added);
            return added;
        });
        slot.free = false;
        slot.size = Math.max(slot.size, size);
        return slots.indexOf(slot);
    }

    void release(int index) {
        slots.get(index).free = true;
    }

    /** The slot at its final size. */
    Buffer.Slot slot(int index) {
        return new Buffer.Slot(index, slots.get(index).dtype, slots.get(index).size);
    }
}
