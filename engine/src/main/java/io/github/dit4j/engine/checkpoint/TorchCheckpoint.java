package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.checkpoint.TorchObjects.Storage;
import io.github.dit4j.engine.checkpoint.TorchObjects.TensorView;
import io.github.dit4j.engine.tensor.DType;
import io.github.dit4j.engine.tensor.Shape;
import io.github.dit4j.engine.tensor.TensorData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint written by {@code torch.save}: the zip container of PyTorch 1.6 and later, or the legacy format before it.
 * The file is mapped, tensors are slices of it; those with other strides than row-major are copied when asked for.
 *
 * <p>Of nested dictionaries the one that samples best is taken: {@code ema} before {@code state_dict} before
 * {@code model}. {@link #metadata} tells which ({@code torch.root}), and holds the numbers and texts beside it.
 */
final class TorchCheckpoint implements Checkpoint {
    private static final List<String> ROOTS = List.of("ema", "state_dict", "model");
    private static final int MAX_DEPTH = 8;
    /** That the one of the tensors holds, itself among them. */
    private static final int MAX_DICTIONARIES = 1000;
    /** Characters of a tensor's name: a long key could come before many names. The longest published have about 150. */
    private static final int LONGEST_NAME = 512;
    /** Characters of all texts beside the tensors: a pickle can name one long text many times, and a copy spells all out. */
    private static final int MOST_NOTES = 1 << 24;
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path path;
    private final Arena arena;
    private final Map<String, MemorySegment> storages;
    private final Map<String, TensorView> tensors;
    private final Map<String, String> metadata;

    private TorchCheckpoint(Path path, Arena arena, Map<String, MemorySegment> storages, Object root) {
        this.path = path;
        this.arena = arena;
        this.storages = storages;
        var notes = new LinkedHashMap<String, String>();
        var views = new LinkedHashMap<String, TensorView>();
        collect(stateDictionary(root, notes), "", views, Collections.newSetFromMap(new IdentityHashMap<>()));
        if (views.isEmpty()) {
            throw new CheckpointException(origin(), "holds no tensors");
        }
        this.tensors = withoutPrefix(views, "module.");     // DataParallel puts it before every name
        this.metadata = Collections.unmodifiableMap(notes);
    }

    /**
     * Maps a file.
     *
     * @throws CheckpointException if it cannot be read, is damaged, or names a constructor that is not permitted
     */
    static TorchCheckpoint open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(path, arena, bytes);
        } catch (IOException cause) {
            arena.close();
            throw CheckpointFiles.unreadable(path, cause);
        } catch (RuntimeException malformed) {
            arena.close();
            throw malformed;
        }
    }

    /** As {@link #open}, of a file that is in memory; the arena is closed with the checkpoint, but not on failure. */
    static TorchCheckpoint read(Path path, Arena arena, MemorySegment bytes) {
        boolean zip = bytes.byteSize() > 1 && bytes.get(ValueLayout.JAVA_BYTE, 0) == 'P';
        return zip ? openZip(path, arena, bytes) : openLegacy(path, arena, bytes);
    }

    private static TorchCheckpoint openZip(Path path, Arena arena, MemorySegment bytes) {
        String origin = path.toString();
        Map<String, MemorySegment> entries = StoredZip.entries(bytes, origin);
        String pickle = entries.keySet().stream().filter(name -> name.endsWith("/data.pkl")).findFirst()
                .orElseThrow(() -> new CheckpointException(origin, "the zip file has no data.pkl: not written by torch.save"));
        String folder = pickle.substring(0, pickle.length() - "data.pkl".length());
        MemorySegment order = entries.get(folder + "byteorder");
        if (order != null && order.byteSize() == 3) {
            throw new CheckpointException(origin, "was written on a big-endian machine, which cannot be read");
        }
        var objects = new TorchObjects(origin);
        Object root = new PickleReader(entries.get(pickle), 0, origin, objects).read();
        var storages = new HashMap<String, MemorySegment>();
        for (Storage storage : objects.storages().values()) {
            MemorySegment data = entries.get(folder + "data/" + storage.key());
            if (data == null || data.byteSize() / storage.dtype().bytes() < storage.elements()) {
                throw new CheckpointException(origin, "storage " + storage.key() + " is missing or cut off");
            }
            storages.put(storage.key(), data);
        }
        return new TorchCheckpoint(path, arena, storages, root);
    }

    /** Pickles of a magic number, a version, system facts, the object and the storage keys; then the storages. */
    private static TorchCheckpoint openLegacy(Path path, Arena arena, MemorySegment bytes) {
        String origin = path.toString();
        var objects = new TorchObjects(origin);
        long at = 0;
        var pickles = new Object[5];
        for (int i = 0; i < pickles.length; i++) {
            var reader = new PickleReader(bytes, at, origin, objects);
            pickles[i] = reader.read();
            at = reader.position();
            if (i == 0 && !"119547037146038801333356".equals(pickles[0])) {
                throw new CheckpointException(origin, "is a pickle, but not written by torch.save");
            }
        }
        var storages = new HashMap<String, MemorySegment>();
        for (Object key : pickles[4] instanceof List<?> keys ? keys : List.of()) {
            // Not as text of any key: a list that holds itself has none.
            Storage storage = key instanceof String ? objects.storages().get(key) : null;
            if (storage == null || bytes.byteSize() - at < Long.BYTES) {
                throw new CheckpointException(origin, "is cut off, or lists storages that no tensor uses");
            }
            long elements = bytes.get(I64, at);
            at += Long.BYTES;
            if (elements != storage.elements() || elements > (bytes.byteSize() - at) / storage.dtype().bytes()) {
                throw new CheckpointException(origin, "storage " + key + " is cut off");
            }
            storages.put(storage.key(), bytes.asSlice(at, elements * storage.dtype().bytes()));
            at += elements * storage.dtype().bytes();
        }
        if (!storages.keySet().containsAll(objects.storages().keySet())) {
            throw new CheckpointException(origin, "is cut off: some tensors have no storage");
        }
        return new TorchCheckpoint(path, arena, storages, pickles[3]);
    }

    /** Goes down to the dictionary that holds the tensors. */
    private Map<?, ?> stateDictionary(Object root, Map<String, String> notes) {
        Object current = root;
        String taken = "";
        for (int depth = 0; depth < MAX_DEPTH && current instanceof Map<?, ?> map; depth++) {
            if (map.values().stream().anyMatch(TensorView.class::isInstance)) {
                notes.put("torch.root", taken.isEmpty() ? "." : taken);
                return map;
            }
            map.forEach((key, value) -> {
                if (value instanceof Long || value instanceof Double || value instanceof Boolean || value instanceof String) {
                    notes.put("torch." + key, value.toString());
                }
            });
            if (notes.values().stream().mapToLong(String::length).sum() > MOST_NOTES) {
                throw new CheckpointException(origin(), "holds texts of more than " + MOST_NOTES
                        + " characters in all beside its tensors; save the state_dict alone");
            }
            // A training state without averaged weights may hold None, or nothing, as its ema.
            String next = ROOTS.stream().filter(name -> map.get(name) instanceof Map<?, ?> found && !found.isEmpty())
                    .findFirst().or(() -> onlyMap(map)).orElseThrow(() -> new CheckpointException(origin(),
                            "holds no state_dict; at its top are " + map.keySet()));
            taken = taken.isEmpty() ? next : taken + "." + next;
            current = map.get(next);
        }
        throw new CheckpointException(origin(), "holds no dictionary of tensors");
    }

    private static Optional<String> onlyMap(Map<?, ?> map) {
        var maps = map.entrySet().stream().filter(entry -> entry.getValue() instanceof Map).toList();
        return maps.size() == 1 ? Optional.of((String) maps.getFirst().getKey()) : Optional.empty();
    }

    /** A hostile pickle can nest one dictionary in itself, or in many places: each is visited once. */
    private void collect(Map<?, ?> map, String prefix, Map<String, TensorView> views, Set<Map<?, ?>> visited) {
        if (!visited.add(map)) {
            return;
        }
        if (visited.size() > MAX_DICTIONARIES) {
            throw new CheckpointException(origin(), "has more than " + MAX_DICTIONARIES
                    + " dictionaries in that of the tensors; save the state_dict alone");
        }
        map.forEach((key, value) -> {
            if (!(value instanceof TensorView || value instanceof Map)) {
                return;
            }
            String name = prefix + key;
            if (name.length() > LONGEST_NAME) {
                throw new CheckpointException(origin(), "has a tensor name of " + name.length()
                        + " characters; the limit is " + LONGEST_NAME);
            }
            if (value instanceof TensorView view) {
                if (views.put(name, view) != null) {
                    throw new CheckpointException(origin(), "has two tensors named " + name);
                }
            } else {
                collect((Map<?, ?>) value, name + ".", views, visited);
            }
        });
    }

    private static Map<String, TensorView> withoutPrefix(Map<String, TensorView> views, String prefix) {
        if (!views.keySet().stream().allMatch(name -> name.startsWith(prefix))) {
            return Collections.unmodifiableMap(views);
        }
        var shorter = new LinkedHashMap<String, TensorView>();
        views.forEach((name, view) -> shorter.put(name.substring(prefix.length()), view));
        return Collections.unmodifiableMap(shorter);
    }

    @Override
    public String origin() {
        return path.toString();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(path);
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public Shape shape(String name) {
        return view(name).shape();
    }

    @Override
    public DType dtype(String name) {
        return view(name).storage().dtype();
    }

    @Override
    public TensorData get(String name) {
        TensorView view = view(name);
        MemorySegment storage = storages.get(view.storage().key());
        int width = view.storage().dtype().bytes();
        if (isRowMajor(view)) {
            return TensorData.of(view.shape(), view.storage().dtype(),
                    storage.asSlice(view.offset() * width, view.shape().elements() * width));
        }
        var copy = MemorySegment.ofArray(new byte[Math.toIntExact(Math.multiplyExact(view.shape().elements(), (long) width))]);
        int rank = view.shape().rank();
        var index = new int[rank];
        long from = view.offset();
        for (long to = 0; to < view.shape().elements(); to++) {
            MemorySegment.copy(storage, from * width, copy, to * width, width);
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += view.strides()[axis];
                if (++index[axis] < view.shape().dim(axis)) {
                    break;
                }
                from -= view.strides()[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return TensorData.of(view.shape(), view.storage().dtype(), copy);
    }

    private static boolean isRowMajor(TensorView view) {
        long expected = 1;
        for (int axis = view.shape().rank() - 1; axis >= 0; axis--) {
            if (view.shape().dim(axis) != 1 && view.strides()[axis] != expected) {
                return false;
            }
            expected *= view.shape().dim(axis);
        }
        return true;
    }

    private TensorView view(String name) {
        TensorView view = tensors.get(name);
        if (view == null) {
            throw new IllegalArgumentException(origin() + ": has no tensor " + name);
        }
        return view;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @Override
    public String toString() {
        return origin();
    }
}
