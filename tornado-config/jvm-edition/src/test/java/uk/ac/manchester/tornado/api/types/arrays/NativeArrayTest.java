package uk.ac.manchester.tornado.api.types.arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import uk.ac.manchester.tornado.api.types.HalfFloat;

class NativeArrayTest {

    /** One array class, through what all of them have. */
    record Kind(String name, int bytes, IntFunction<TornadoNativeArray> make,
            Function<MemorySegment, TornadoNativeArray> copy, Function<MemorySegment, TornadoNativeArray> share) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("float", 4, FloatArray::new, FloatArray::fromSegment, FloatArray::fromSegmentShallow),
                new Kind("half", 2, HalfFloatArray::new, HalfFloatArray::fromSegment, HalfFloatArray::fromSegmentShallow),
                new Kind("int", 4, IntArray::new, IntArray::fromSegment, IntArray::fromSegmentShallow));
    }

    private static final long HEADER = TornadoNativeArray.ARRAY_HEADER;

    @ParameterizedTest
    @MethodSource("kinds")
    void sizesAreThoseOfElementsAndHeader(Kind kind) {
        TornadoNativeArray array = kind.make.apply(5);
        assertEquals(5, array.getSize());
        assertEquals(kind.bytes, array.getElementSize());
        assertEquals(5L * kind.bytes, array.getNumBytesOfSegment());
        assertEquals(5L * kind.bytes + HEADER, array.getNumBytesOfSegmentWithHeader());
        assertEquals(array.getSegmentWithHeader().address() + HEADER, array.getSegment().address());
        assertEquals(0, kind.make.apply(0).getSize());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusesSizesThatAreNone(Kind kind) {
        assertThrows(IllegalArgumentException.class, () -> kind.make.apply(-1));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFreshArrayHoldsPoisonUnderAssertionsUntilCleared(Kind kind) {
        assumeTrue(TornadoNativeArray.class.desiredAssertionStatus());
        TornadoNativeArray array = kind.make.apply(3);
        assertEquals((byte) -1, array.getSegment().get(ValueLayout.JAVA_BYTE, 0));
        array.clear();
        assertEquals(-1, array.getSegment().mismatch(Arena.ofAuto().allocate(3L * kind.bytes)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void fromSegmentCopiesAndShallowShares(Kind kind) {
        MemorySegment elements = Arena.ofAuto().allocate(4L * kind.bytes, 8);
        elements.fill((byte) 1);
        TornadoNativeArray copy = kind.copy.apply(elements);
        MemorySegment whole = Arena.ofAuto().allocate(HEADER + 4L * kind.bytes, 8);
        whole.fill((byte) 1);
        TornadoNativeArray shared = kind.share.apply(whole);
        assertEquals(4, copy.getSize());
        assertEquals(4, shared.getSize());

        elements.fill((byte) 2);
        whole.fill((byte) 2);
        assertEquals(1, copy.getSegment().get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(2, shared.getSegment().get(ValueLayout.JAVA_BYTE, 0));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void refusesSegmentsThatAreNoArrays(Kind kind) {
        MemorySegment tooShort = Arena.ofAuto().allocate(HEADER - 1, 8);
        assertThrows(IllegalArgumentException.class, () -> kind.share.apply(tooShort));
        MemorySegment ragged = Arena.ofAuto().allocate(HEADER + kind.bytes + 1, 8);
        assertThrows(IllegalArgumentException.class, () -> kind.share.apply(ragged));
        assertThrows(IllegalArgumentException.class, () -> kind.copy.apply(ragged.asSlice(HEADER)));
    }

    @Test
    void theHeaderIsThatOfTornadoVm() {
        // 16 bytes in TornadoVM 5.2; a class compiled against either reads the field when it runs.
        assertEquals(16, HEADER);
    }

    @Test
    void elementsAreInNativeOrderAndBounded() {
        FloatArray array = FloatArray.fromElements(1, 2, 3);
        array.set(1, 5.5f);
        assertEquals(5.5f, array.getSegment().getAtIndex(ValueLayout.JAVA_FLOAT, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(-1, 0f));
    }

    @Test
    void slicesAndConcatenationsAreCopies() {
        FloatArray array = FloatArray.fromElements(0, 1, 2, 3);
        FloatArray slice = array.slice(1, 2);
        FloatArray both = FloatArray.concat(slice, array);
        array.set(1, 9f);
        assertArrayEquals(new float[] {1, 2}, slice.toHeapArray());
        assertArrayEquals(new float[] {1, 2, 0, 1, 2, 3}, both.toHeapArray());
        assertEquals(0, array.slice(4, 0).getSize());
        assertThrows(IllegalArgumentException.class, () -> array.slice(3, 2));
        assertThrows(IllegalArgumentException.class, () -> array.slice(-1, 2));
        assertThrows(IllegalArgumentException.class, () -> array.slice(1, Integer.MAX_VALUE));
    }

    @Test
    void aBufferGivesWhatRemainsOfIt() {
        FloatBuffer buffer = FloatBuffer.wrap(new float[] {1, 2, 3, 4}).position(2);
        assertArrayEquals(new float[] {3, 4}, FloatArray.fromFloatBuffer(buffer).toHeapArray());
        assertEquals(2, buffer.position());
    }

    @Test
    void everyClassRoundTripsTheHeap() {
        assertArrayEquals(new int[] {1, -2}, IntArray.fromArray(new int[] {1, -2}).toHeapArray());
        HalfFloatArray halves = HalfFloatArray.fromElements(new HalfFloat(1f), new HalfFloat(-2f));
        assertArrayEquals(new short[] {0x3C00, (short) 0xC000}, halves.toShortArray());
        assertEquals(-2f, halves.toHeapArray()[1].getFloat32());
    }

    @Test
    void initSetsEveryElement() {
        HalfFloatArray halves = new HalfFloatArray(3);
        halves.init(new HalfFloat(2.5f));
        assertEquals(2.5f, halves.get(2).getFloat32());
        IntArray ints = new IntArray(3);
        IntArray.initialize(ints, 7);
        assertArrayEquals(new int[] {7, 7, 7}, ints.toHeapArray());
    }

    @Test
    void elementsAreCountedInIntegers() {
        assertThrows(IllegalArgumentException.class, () -> TornadoNativeArray.elements(1L << 40, 4));
        assertThrows(ArithmeticException.class,
                () -> TornadoNativeArray.totalSize(new SizeOnly(), new SizeOnly()));
        assertTrue(TornadoNativeArray.elements(1L << 30, 4) > 0);
    }

    /** An array that claims to be as large as one can be. */
    private static final class SizeOnly extends TornadoNativeArray {
        SizeOnly() {
            super(0, 1);
        }

        @Override
        public int getSize() {
            return Integer.MAX_VALUE;
        }
    }
}
