package io.github.dit4j.engine.memory;

import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private final Map<Tensor, Integer> room;

    /**
     * Makes none yet.
     *
     * @param room how many elements tensors need where it is more than they have
     */
    Slots(Map<Tensor, Integer> room) {
        this.room = room;
    }

    /** Takes the smallest free slot that is large enough, else enlarges the largest free one, else adds one. */
    int take(Tensor tensor) {
        int size = room.getOrDefault(tensor, tensor.shape().size());
        var bySize = Comparator.comparingInt((Growing slot) -> slot.size);
        var free = slots.stream().filter(slot -> slot.free && slot.dtype == tensor.dtype()).toList();
        Optional<Growing> found = free.stream().filter(slot -> slot.size >= size).min(bySize)
                .or(() -> free.stream().max(bySize));
        Growing slot = found.orElseGet(() -> {
            var added = new Growing(tensor.dtype());
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
