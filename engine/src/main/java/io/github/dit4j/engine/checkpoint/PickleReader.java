package io.github.dit4j.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads Python's pickle format as data. It never imports, calls or instantiates what the pickle names: a global becomes a
 * {@link Global}, and calls, states and persistent ids are handed to {@link Constructors}, which knows a fixed list and
 * refuses the rest by name.
 *
 * <p>Values are {@code String, Long, Double, Boolean, byte[], List, Map}, a {@link Tuple}, {@link #NONE}, a {@link Global}
 * or what the constructors made. Keys of maps are text, whatever they were. Every length is checked against the bytes that are
 * left ({@link PickleInput}), so that a pickle of n bytes makes O(n) objects.
 *
 * <p>Format: {@code pickletools.py} of CPython, protocols 0–5, as far as checkpoints use it. Refused are quoted strings, instances
 * and persistent ids as protocol 0 writes them ({@code S i o P}), sets, bytearrays, calls with keywords, registered extensions
 * and out-of-band buffers.
 */
final class PickleReader {
    /** Python's None. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    /** Characters of a key; far more than any name has. */
    private static final int LONGEST_KEY = 4096;

    /** An immutable sequence. */
    record Tuple(List<Object> items) {}

    /** A name that Python would import. */
    record Global(String module, String name) {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** What a pickle may build. Each method throws {@link CheckpointException} for what is not permitted. */
    interface Constructors {
        /** The result of calling a global. */
        Object call(Global function, List<Object> arguments);

        /** What stands behind a persistent id. */
        Object persistent(Object id);
    }

    private final PickleInput input;
    private final Constructors constructors;
    private final String origin;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final ArrayDeque<Integer> marks = new ArrayDeque<>();
    private final Map<Long, Object> memo = new HashMap<>();
    /** Values that were copied from one container into another, which may be remembered and copied again. */
    private long copied;

    /**
     * @param origin what error messages call the file
     * @param at where the pickle starts
     */
    PickleReader(MemorySegment bytes, long at, String origin, Constructors constructors) {
        input = new PickleInput(bytes, at, origin);
        this.origin = origin;
        this.constructors = constructors;
    }

    /** The position after what was read. */
    long position() {
        return input.position();
    }

    /**
     * Reads one pickle, up to and with its STOP.
     *
     * @throws CheckpointException if it is damaged, or names something that is not permitted
     */
    Object read() {
        try {
            while (true) {
                int opcode = input.u8();
                if (opcode == '.') {
                    return pop();
                }
                execute(opcode);
            }
        } catch (IndexOutOfBoundsException | ClassCastException | NoSuchElementException | NumberFormatException damaged) {
            throw new CheckpointException(origin, "damaged pickle near byte " + input.position(), damaged);
        }
    }

    private void execute(int opcode) {
        switch (opcode) {
            case 0x80 -> checkProtocol(input.u8());
            case 0x95 -> input.i64();                                       // FRAME: its length only helps to buffer
            case '(' -> marks.push(stack.size());
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(top());
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) input.u8());
            case 'M' -> push((long) input.u16());
            case 'J' -> push((long) input.i32());
            case 'I' -> push(input.integerLine());
            case 'L' -> push(input.longLine());
            case 0x8a -> push(input.integer(input.u8()));
            case 0x8b -> push(input.integer(input.i32()));
            case 'G' -> push(input.f64());
            case 'F' -> push(Double.parseDouble(input.line()));
            case 'X' -> push(input.text(input.u32()));
            case 0x8c -> push(input.text(input.u8()));
            case 0x8d -> push(input.text(input.i64()));
            case 'T' -> push(input.text(input.i32()));                      // Python 2's str: checkpoints use it for names
            case 'U' -> push(input.text(input.u8()));
            case 'V' -> push(input.line());
            case 'B' -> push(input.raw(input.u32()));
            case 'C' -> push(input.raw(input.u8()));
            case 0x8e -> push(input.raw(input.i64()));
            case ']' -> push(new ArrayList<>());
            case 'a' -> append(List.of(pop()));
            case 'e' -> append(popToMark());
            case 'l' -> push(new ArrayList<>(popToMark()));
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(tuple(popToMark()));
            case 0x85 -> push(tuple(popLast(1)));
            case 0x86 -> push(tuple(popLast(2)));
            case 0x87 -> push(tuple(popLast(3)));
            case '}' -> push(new LinkedHashMap<String, Object>());
            case 'd' -> pushDictionary(popToMark());
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            case 'p' -> memo.put(input.integerLine(), top());
            case 'q' -> memo.put((long) input.u8(), top());
            case 'r' -> memo.put(input.u32(), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'g' -> push(remembered(input.integerLine()));
            case 'h' -> push(remembered(input.u8()));
            case 'j' -> push(remembered(input.u32()));
            case 'c' -> push(new Global(input.line(), input.line()));
            case 0x93 -> pushGlobal(popLast(2));
            case 'R', 0x81 -> call(popLast(2));
            case 'Q' -> push(constructors.persistent(pop()));
            case 'b' -> build(pop());
            default -> throw new CheckpointException(origin,
                    "pickle opcode 0x%02x at byte %d is not one that checkpoints use".formatted(opcode, input.position() - 1));
        }
    }

    private void checkProtocol(int protocol) {
        if (protocol > 5) {
            throw new CheckpointException(origin, "pickle protocol " + protocol + " is not known (at most 5)");
        }
    }

    private void call(List<Object> functionAndArguments) {
        if (!(functionAndArguments.get(0) instanceof Global function)) {
            throw new CheckpointException(origin, "the pickle calls a value that is not a name; nothing was run");
        }
        List<Object> arguments = ((Tuple) functionAndArguments.get(1)).items();
        if (!arguments.isEmpty() && arguments.getFirst() instanceof List<?> copies) {
            countCopies(copies.size());
        }
        push(constructors.call(function, arguments));
    }

    /** An honest pickle copies what it spells out, once; a hostile one copies one long list many times. */
    private void countCopies(int count) {
        copied += count;
        if (copied > input.size()) {
            throw new CheckpointException(origin, "the pickle copies more values than it has bytes");
        }
    }

    /** BUILD: the attributes of an object. Those of dictionaries are notes for PyTorch; anything else has none here. */
    private void build(Object state) {
        if (top() instanceof Map<?, ?> && state instanceof Map<?, ?> attributes) {
            // argparse.Namespace keeps its values as attributes, and is read as an empty map.
            if (asMap(top()).isEmpty()) {
                countCopies(attributes.size());
                asMap(top()).putAll(asMap(attributes));
            }
            return;
        }
        throw new CheckpointException(origin, "the pickle sets the state of a " + top().getClass().getSimpleName() + ", which is not permitted");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object map) {
        return (Map<String, Object>) map;
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> items) {
        ((List<Object>) top()).addAll(items);
    }

    private void pushDictionary(List<Object> pairs) {
        push(new LinkedHashMap<String, Object>());
        put(pairs);
    }

    private void put(List<Object> pairs) {
        Map<String, Object> map = asMap(top());
        for (int i = 0; i < pairs.size(); i += 2) {
            map.put(key(pairs.get(i)), pairs.get(i + 1));
        }
    }

    /** As text, all keys of a map can be ordered: many of the same hash code, even of several types, cannot slow it down. */
    private String key(Object key) {
        // A mutable key could contain its own map, and its text would never end.
        if (!(key instanceof String || key instanceof Long || key instanceof Double || key instanceof Boolean
                || key instanceof Global || key == NONE)) {
            throw new CheckpointException(origin, "the pickle uses a " + key.getClass().getSimpleName() + " as a key");
        }
        return key(key.toString(), origin);
    }

    /**
     * A key, if it is not too long: one can be compared, or spelt out, again and again for a byte or two of the pickle.
     *
     * @throws CheckpointException if it is
     */
    static String key(String text, String origin) {
        if (text.length() > LONGEST_KEY) {
            throw new CheckpointException(origin, "the pickle uses a text of " + text.length() + " characters as a key; the limit is "
                    + LONGEST_KEY);
        }
        return text;
    }

    private void pushGlobal(List<Object> moduleAndName) {
        push(new Global((String) moduleAndName.get(0), (String) moduleAndName.get(1)));
    }

    private static Tuple tuple(List<Object> items) {
        return new Tuple(Collections.unmodifiableList(items));
    }

    private Object remembered(long key) {
        Object value = memo.get(key);
        if (value == null) {
            throw new CheckpointException(origin, "damaged pickle: nothing was remembered as " + key);
        }
        return value;
    }

    private Object top() {
        return stack.getLast();
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        checkEmpty(1);
        return stack.removeLast();
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw new IndexOutOfBoundsException();
        }
        return popLast(stack.size() - marks.pop());
    }

    private List<Object> popLast(int count) {
        checkEmpty(count);
        var tail = stack.subList(stack.size() - count, stack.size());
        var values = new ArrayList<>(tail);
        tail.clear();
        return values;
    }

    private void checkEmpty(int count) {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (count < 0 || stack.size() - count < floor) {
            throw new IndexOutOfBoundsException();
        }
    }
}
