package io.github.dit4j.engine.checkpoint;

import io.github.dit4j.engine.testing.Damage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;

/** Assembles zip files as torch.save does, and lies: in lengths, offsets and counts, with Zip64 and with deflated entries. */
final class ZipInputs {
    private static final String TELLING = "PK\1\2\3\4\5\6\7\b\0\u00ff/.";
    private static final String[] NAMES = {
        "../../etc/passwd", "/etc/passwd", "archive/../../x", "..\\x", "", "archive/data.pkl", "archive/data/0", "\u00e4"
    };

    private final Random random;
    /** Of how many fields one lies; 0 for an honest file. */
    private final int honesty;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int count;

    private ZipInputs(Random random, int honesty) {
        this.random = random;
        this.honesty = honesty;
    }

    /** An honest file of a pickle and storage "0", which holds zeros. */
    static byte[] whole(byte[] pickle, int storageBytes) {
        var zip = new ZipInputs(new Random(0), 0);
        zip.add("archive/data.pkl", pickle, false);
        zip.add("archive/data/0", new byte[storageBytes], false);
        return zip.finish(false);
    }

    static byte[] next(byte[] pickle, Random random) {
        var zip = new ZipInputs(random, random.nextInt(4) == 0 ? 0 : 40);
        boolean zip64 = random.nextInt(3) == 0;
        zip.add("archive/data.pkl", random.nextInt(20) == 0 ? bomb(random) : pickle, zip64);
        zip.add("archive/data/0", new byte[128], zip64);
        for (int more = random.nextInt(random.nextInt(300) == 0 ? 3000 : 4); more > 0; more--) {
            zip.add(random.nextInt(20) == 0 ? NAMES[random.nextInt(NAMES.length)] : "archive/data/" + zip.count,
                    new byte[random.nextInt(64)], random.nextBoolean());
        }
        byte[] whole = zip.finish(zip64);
        return random.nextInt(3) == 0 ? Damage.of(whole, TELLING, random) : whole;
    }

    /** Up to a megabyte of zeros, deflated to a thousandth; {@link #add} knows it by its first byte and gives its method. */
    private static byte[] bomb(Random random) {
        var deflater = new Deflater();
        deflater.setInput(new byte[random.nextInt(1, 1 << 20)]);
        deflater.finish();
        var deflated = new byte[2048];
        int length = deflater.deflate(deflated);
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }

    private long maybe(long truth) {
        return honesty > 0 && random.nextInt(honesty) == 0 ? Damage.extreme(truth, random) : truth;
    }

    private static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void add(String name, byte[] data, boolean zip64) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        int method = data.length > 2 && data[0] == 0x78 ? 8 : (int) maybe(0);
        long at = file.size();
        file.writeBytes(record(30).putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) method)
                .putInt(0).putInt(0).putInt(data.length).putInt(data.length)
                .putShort((short) maybe(nameBytes.length)).putShort((short) maybe(0)).array());
        file.writeBytes(nameBytes);
        file.writeBytes(data);
        long size = maybe(data.length);
        long start = maybe(at);
        byte[] extra = !zip64 ? new byte[0] : record(28).putShort((short) maybe(1)).putShort((short) maybe(24))
                .putLong(size).putLong(size).putLong(start).array();
        directory.writeBytes(record(46).putInt((int) maybe(0x02014b50)).putShort((short) 45).putShort((short) 45)
                .putShort((short) maybe(0)).putShort((short) method).putInt(0).putInt(0)
                .putInt(zip64 ? -1 : (int) size).putInt(zip64 ? -1 : (int) size)
                .putShort((short) maybe(nameBytes.length)).putShort((short) maybe(extra.length)).putShort((short) maybe(0))
                .putShort((short) 0).putShort((short) 0).putInt(0).putInt(zip64 ? -1 : (int) start).array());
        directory.writeBytes(nameBytes);
        directory.writeBytes(extra);
        count++;
    }

    private byte[] finish(boolean zip64) {
        long start = file.size();
        file.writeBytes(directory.toByteArray());
        long end64 = file.size();
        if (zip64) {
            file.writeBytes(record(56).putInt((int) maybe(0x06064b50)).putLong(maybe(44)).putShort((short) 45)
                    .putShort((short) 45).putInt(0).putInt(0).putLong(maybe(count)).putLong(maybe(count))
                    .putLong(maybe(directory.size())).putLong(maybe(start)).array());
            file.writeBytes(record(20).putInt((int) maybe(0x07064b50)).putInt(0).putLong(maybe(end64)).putInt(1).array());
        }
        file.writeBytes(record(22).putInt((int) maybe(0x06054b50)).putShort((short) 0).putShort((short) 0)
                .putShort((short) maybe(count)).putShort((short) maybe(count)).putInt((int) maybe(directory.size()))
                .putInt((int) maybe(zip64 ? -1 : start)).putShort((short) maybe(0)).array());
        return file.toByteArray();
    }
}
