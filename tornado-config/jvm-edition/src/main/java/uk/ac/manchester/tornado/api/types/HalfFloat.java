package uk.ac.manchester.tornado.api.types;

/** An IEEE 754 binary16 number. Arithmetic is done in {@code float} and rounded to nearest even. */
public class HalfFloat {

    private final short bits;

    /** Rounds {@code value} to the nearest half. */
    public HalfFloat(float value) {
        this(Float.floatToFloat16(value));
    }

    /** Makes the half whose bit pattern is {@code bits}. */
    public HalfFloat(short bits) {
        this.bits = bits;
    }

    /** Returns the bit pattern. */
    public short getHalfFloatValue() {
        return bits;
    }

    /** Returns the value, exactly. */
    public float getFloat32() {
        return Float.float16ToFloat(bits);
    }

    /** Returns {@code a + b}. */
    public static HalfFloat add(HalfFloat a, HalfFloat b) {
        return new HalfFloat(a.getFloat32() + b.getFloat32());
    }

    /** Returns {@code a - b}. */
    public static HalfFloat sub(HalfFloat a, HalfFloat b) {
        return new HalfFloat(a.getFloat32() - b.getFloat32());
    }

    /** Returns {@code a * b}. */
    public static HalfFloat mult(HalfFloat a, HalfFloat b) {
        return new HalfFloat(a.getFloat32() * b.getFloat32());
    }

    /** Returns {@code a / b}. */
    public static HalfFloat div(HalfFloat a, HalfFloat b) {
        return new HalfFloat(a.getFloat32() / b.getFloat32());
    }

    @Override
    public String toString() {
        return "HalfFloat: " + getFloat32();
    }
}
