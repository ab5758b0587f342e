package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.checkpoint.PickleReader.Global;
import io.github.dit4j.engine.checkpoint.PickleReader.Tuple;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The constructors that a PyTorch checkpoint may use, as descriptions: nothing is run. Everything else is refused by
 * name.
 */
final class TorchObjects implements PickleReader.Constructors {

    /**
     * A run of elements in the file.
     *
     * @param key its name in the container
     * @param elements how many there are
     */
    record Storage(String key, DType dtype, long elements) {}

    /**
     * A view of a storage.
     *
     * @param offset of the first element, in elements
     * @param strides of each axis, in elements
     */
    record TensorView(Storage storage, long offset, Shape shape, long[] strides) {}

    /** Checkpoints have five at most; one list of many extents could be used for many tensors. */
    private static final int MOST_AXES = 16;

    private static final Map<String, DType> STORAGES = Map.of(
            "DoubleStorage", DType.F64, "FloatStorage", DType.F32, "HalfStorage", DType.F16,
            "BFloat16Storage", DType.BF16, "LongStorage", DType.I64, "IntStorage", DType.I32,
            "ShortStorage", DType.I16, "CharStorage", DType.I8, "ByteStorage", DType.U8, "BoolStorage", DType.BOOL);

    private final String origin;
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    TorchObjects(String origin) {
        this.origin = origin;
    }

    /** The storages that were named so far, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    /**
     * What PyTorch calls a run of elements of this type.
     *
     * @throws IllegalArgumentException if it has no such type
     */
    static String storageOf(DType dtype) {
        return STORAGES.entrySet().stream().filter(storage -> storage.getValue() == dtype).map(Map.Entry::getKey).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("files of PyTorch hold no tensors of type " + dtype));
    }

    @Override
    public Object call(Global function, List<Object> arguments) {
        return switch (function.toString()) {
            case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> view(arguments);
            case "torch._utils._rebuild_parameter" -> arguments.getFirst();
            case "torch.Size" -> arguments.getFirst();
            case "collections.OrderedDict" -> dictionary(arguments);
            // Training states keep their settings in these; as empty maps they do no harm.
            case "argparse.Namespace", "collections.defaultdict" -> new LinkedHashMap<>();
            default -> throw new CheckpointException(origin, "the file asks to call " + function
                    + ", which is not on the list of what checkpoints may use; nothing was run."
                    + " Save the state_dict alone, or as safetensors");
        };
    }

    private Object dictionary(List<Object> arguments) {
        var map = new LinkedHashMap<String, Object>();
        if (!arguments.isEmpty()) {
            for (Object pair : (List<?>) arguments.getFirst()) {
                List<?> items = pair instanceof Tuple(List<Object> values) ? values : (List<?>) pair;
                map.put(PickleReader.key((String) items.get(0), origin), items.get(1));
            }
        }
        return map;
    }

    private TensorView view(List<Object> arguments) {
        var storage = (Storage) arguments.get(0);
        long offset = (Long) arguments.get(1);
        List<Object> sizes = ((Tuple) arguments.get(2)).items();
        List<Object> steps = ((Tuple) arguments.get(3)).items();
        if (sizes.size() != steps.size()) {
            throw new CheckpointException(origin, "a tensor has " + sizes.size() + " extents and " + steps.size() + " strides");
        }
        if (sizes.size() > MOST_AXES) {
            throw new CheckpointException(origin, "a tensor has " + sizes.size() + " extents; the limit is " + MOST_AXES);
        }
        try {
            Shape shape = Shape.of(sizes.stream().mapToInt(size -> Math.toIntExact((Long) size)).toArray());
            long[] strides = steps.stream().mapToLong(step -> (Long) step).toArray();
            checkWithin(storage, offset, shape, strides);
            return new TensorView(storage, offset, shape, strides);
        } catch (ArithmeticException | IllegalArgumentException nonsense) {
            throw new CheckpointException(origin, "a tensor of storage " + storage.key() + " has impossible extents: "
                    + nonsense.getMessage(), nonsense);
        }
    }

    private void checkWithin(Storage storage, long offset, Shape shape, long[] strides) {
        long last = offset;
        for (int axis = 0; axis < strides.length; axis++) {
            if (strides[axis] < 0) {
                throw new IllegalArgumentException("stride " + strides[axis]);
            }
            last = Math.addExact(last, Math.multiplyExact(strides[axis], Math.max(0L, shape.dim(axis) - 1L)));
        }
        // Repeating views (stride 0) could ask for any amount of memory; checkpoints do not hold them.
        if (offset < 0 || offset > storage.elements() || shape.elements() > 0 && (last >= storage.elements() || shape.elements() > storage.elements())) {
            throw new IllegalArgumentException("shape " + shape + " at " + offset + " does not fit into "
                    + storage.elements() + " elements");
        }
    }

    @Override
    public Object persistent(Object id) {
        if (id instanceof Tuple(List<Object> parts) && parts.size() >= 5 && "storage".equals(parts.getFirst())
                && parts.get(1) instanceof Global(String module, String name) && module.equals("torch")) {
            DType dtype = STORAGES.get(name);
            if (dtype == null) {
                throw new CheckpointException(origin, "tensors of type " + name + " cannot be read");
            }
            var storage = new Storage(PickleReader.key((String) parts.get(2), origin), dtype, (Long) parts.get(4));
            Storage known = storages.putIfAbsent(storage.key(), storage);
            if (storage.elements() < 0 || known != null && !known.equals(storage)) {
                throw new CheckpointException(origin, "storage " + storage.key() + " is described twice, differently");
            }
            return storage;
        }
        throw new CheckpointException(origin, "the file refers to something outside of the pickle that is not a storage");
    }
}
