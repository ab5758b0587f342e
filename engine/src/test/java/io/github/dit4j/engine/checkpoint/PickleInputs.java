package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.testing.Damage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Makes up pickles: real ones damaged, and programs of random opcodes over a stack that a prologue has filled with what
 * torch.save uses, so that dictionaries in themselves, shared arguments and calls of the permitted kind come up.
 */
final class PickleInputs {
    private static final String TELLING = "(.0123NKMJIXcRQtaesu}])hqrb\u0080\u0081\u0085\u0086\u0087\u0094";
    /** Those with operands are in {@link #operand}. */
    private static final String PLAIN = "(00112N]aell)tttdsuu}RRQb\u0081\u0085\u0086\u0087\u0088\u0089\u0094\u0093";
    private static final String OPERANDS = "KMJILFGXTUBCVqrpghjcc\u008a\u008b\u008c\u008d\u008e\u0095\u0080";
    private static final String[] GLOBALS = {
        "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_parameter\n", "collections\nOrderedDict\n",
        "torch\nSize\n", "torch\nFloatStorage\n", "argparse\nNamespace\n", "collections\ndefaultdict\n",
        "os\nsystem\n", "builtins\neval\n", "torch\nQuantizedStorage\n"
    };
    private static final int MEMOS = 8;

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickleInputs(Random random) {
        this.random = random;
    }

    static byte[] next(byte[] real, Random random) {
        return random.nextInt(3) == 0 ? Damage.of(real, TELLING, random) : new PickleInputs(random).program();
    }

    private byte[] program() {
        bytes("\u0080\u0002}q\0");
        // What the memo holds: 0 a dictionary, 1 a storage, 2 a way to make tensors, 3 its arguments, 4 a list, 5 a name.
        bytes("(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0").bytes("0X\3\0\0\0cpuK\30tQq\1");
        bytes("ctorch._utils\n_rebuild_tensor_v2\nq\2");
        bytes("(h\1K\0K\2K\3\u0086K\3K\1\u0086\u0089ccollections\nOrderedDict\n)Rtq\3");
        bytes("]q\4X\4\0\0\0nameq\5ccollections\nOrderedDict\nq\6h\4\u0085q\7");
        if (random.nextInt(4) != 0) {
            bytes("00000000").bytes("h\0X\1\0\0\0wh\2h\3Rs");
        }
        if (random.nextInt(100) == 0) {
            quadratic();
        }
        for (int left = random.nextInt(30); left > 0; left--) {
            if (random.nextInt(12) == 0) {
                structure();
            } else if (random.nextBoolean()) {
                byteOf(PLAIN);
            } else {
                operand();
            }
        }
        // The list stands where the legacy format has its storage keys.
        return bytes(random.nextInt(8) == 0 ? "h\4." : "h\0.").out.toByteArray();
    }

    /** Whole phrases that random opcodes would hardly ever form. */
    private void structure() {
        int many = random.nextInt(1, 40);
        switch (random.nextInt(6)) {
            case 0 -> bytes("h\0X\1\0\0\0dh\0s");                                  // a dictionary in itself
            case 1 -> bytes("h\4h\4a");                                            // a list in itself
            case 2 -> bytes("]q\6h\4ah\4h\6a");                               // two lists in each other
            case 3 -> bytes("h\0K").number(random.nextInt(256), 1).bytes("h\2h\3Rs");
            case 4 -> bytes("h\0".repeat(many)).bytes("}X\1\0\0\0xh\0s".repeat(many));
            default -> bytes("h\0h\5" + "]" + "h\4a".repeat(many) + "s");
        }
    }

    /** What would take memory or time in the square of the file's length: long things, used many times. */
    private void quadratic() {
        int many = random.nextInt(1, 3000);
        switch (random.nextInt(6)) {
            case 0 -> bytes("(").bytes("h\5h\5\u0086".repeat(many)).bytes("lq\4\u0085q\7").bytes("h\6h\7R".repeat(many));
            case 1 -> {                                                            // one long key over many tensors
                bytes("X").number(many, 4).bytes("k".repeat(many)).bytes("q\5");
                bytes("h\0h\5}(");
                for (int i = 0; i < many; i++) {
                    bytes("M").number(i, 2).bytes("h\2h\3R");
                }
                bytes("us");
            }
            case 2 -> {                                                            // a tensor of many axes, many times
                bytes("(").bytes("K\1".repeat(many)).bytes("tq\5(h\1K\0h\5h\5tq\3").bytes("h\2h\3R".repeat(many));
            }
            case 3 -> bytes("\u008b").number(many * 100L, 4).bytes("7".repeat(many * 100));
            case 4 -> {                                                            // one dictionary copied into many
                bytes("}(");
                for (int i = 0; i < many; i++) {
                    bytes("M").number(i, 2).bytes("N");
                }
                bytes("uq\5").bytes("}h\5b".repeat(many));
            }
            default -> {                                                           // a long key at every level
                bytes("X").number(many, 4).bytes("k".repeat(many)).bytes("q\5h\0");
                bytes("h\5}").bytes("h\5}".repeat(Math.min(many, 900))).bytes("s".repeat(Math.min(many, 900))).bytes("s");
            }
        }
    }

    private void operand() {
        int opcode = byteOf(OPERANDS);
        String text = "w".repeat(random.nextInt(12));
        switch (opcode) {
            case 'K', 'q', 'g', 'h' -> {
                boolean line = opcode == 'g';
                int value = random.nextInt(10) == 0 ? random.nextInt(256) : random.nextInt(MEMOS);
                bytes(line ? value + "\n" : Character.toString(value));
            }
            case 'I', 'L', 'F', 'p' -> bytes(maybe(random.nextInt(MEMOS)) + (opcode == 'L' ? "L\n" : "\n"));
            case 'V' -> bytes(text + "\n");
            case 'c' -> bytes(GLOBALS[random.nextInt(GLOBALS.length)]);
            case 'M' -> number(maybe(3), 2);
            case 'J', 'r', 'j' -> number(maybe(random.nextInt(MEMOS)), 4);
            case 'G', 0x95 -> number(maybe(0), 8);
            case 'X', 'T', 'B', 0x8b -> number(maybe(text.length()), 4).bytes(text);
            case 0x8d, 0x8e -> number(maybe(text.length()), 8).bytes(text);
            case 0x80 -> number(maybe(2), 1);
            default -> number(maybe(text.length()), 1).bytes(text);
        }
    }

    private long maybe(long truth) {
        return random.nextInt(10) == 0 ? Damage.extreme(truth, random) : truth;
    }

    private int byteOf(String opcodes) {
        char opcode = opcodes.charAt(random.nextInt(opcodes.length()));
        out.write(opcode);
        return opcode;
    }

    private PickleInputs bytes(String latin1) {
        out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private PickleInputs number(long value, int width) {
        out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(), 0, width);
        return this;
    }
}
