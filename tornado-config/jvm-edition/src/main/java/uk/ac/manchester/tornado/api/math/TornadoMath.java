package uk.ac.manchester.tornado.api.math;

import uk.ac.manchester.tornado.api.types.HalfFloat;

/**
 * The mathematical functions that kernels may call. Those of {@code float} are computed in
 * {@code double} and rounded once, so they are at least as exact as any device's.
 */
public class TornadoMath {

    /** Returns π. */
    public static double PI() {
        return Math.PI;
    }

    /** Returns π. */
    public static float floatPI() {
        return (float) Math.PI;
    }

    /** Returns √x. */
    public static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    /** Returns √x. */
    public static double sqrt(double x) {
        return Math.sqrt(x);
    }

    /** Returns e to the power x. */
    public static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** Returns e to the power x. */
    public static double exp(double x) {
        return Math.exp(x);
    }

    /** Returns the natural logarithm. */
    public static float log(float x) {
        return (float) Math.log(x);
    }

    /** Returns the natural logarithm. */
    public static double log(double x) {
        return Math.log(x);
    }

    /** Returns the sine of an angle in radians. */
    public static float sin(float x) {
        return (float) Math.sin(x);
    }

    /** Returns the sine of an angle in radians. */
    public static double sin(double x) {
        return Math.sin(x);
    }

    /** Returns the cosine of an angle in radians. */
    public static float cos(float x) {
        return (float) Math.cos(x);
    }

    /** Returns the cosine of an angle in radians. */
    public static double cos(double x) {
        return Math.cos(x);
    }

    /** Returns the tangent of an angle in radians. */
    public static float tan(float x) {
        return (float) Math.tan(x);
    }

    /** Returns the tangent of an angle in radians. */
    public static double tan(double x) {
        return Math.tan(x);
    }

    /** Returns the hyperbolic tangent. */
    public static float tanh(float x) {
        return (float) Math.tanh(x);
    }

    /** Returns the hyperbolic tangent. */
    public static double tanh(double x) {
        return Math.tanh(x);
    }

    /** Returns the arc tangent. */
    public static float atan(float x) {
        return (float) Math.atan(x);
    }

    /** Returns the arc tangent. */
    public static double atan(double x) {
        return Math.atan(x);
    }

    /** Returns the largest integer not above x. */
    public static float floor(float x) {
        return (float) Math.floor(x);
    }

    /** Returns the largest integer not above x. */
    public static double floor(double x) {
        return Math.floor(x);
    }

    /** Returns the smallest integer not below x. */
    public static float ceil(float x) {
        return (float) Math.ceil(x);
    }

    /** Returns the smallest integer not below x. */
    public static double ceil(double x) {
        return Math.ceil(x);
    }

    /** Returns the sign of x. */
    public static float signum(float x) {
        return Math.signum(x);
    }

    /** Returns the sign of x. */
    public static double signum(double x) {
        return Math.signum(x);
    }

    /** Returns the logarithm to base 2. */
    public static float log2(float x) {
        return (float) log2((double) x);
    }

    /** Returns the logarithm to base 2. */
    public static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    /** Returns x to the power y. */
    public static float pow(float x, float y) {
        return (float) Math.pow(x, y);
    }

    /** Returns the angle of the point (x, y). */
    public static float atan2(float y, float x) {
        return (float) Math.atan2(y, x);
    }

    /** Returns x to the power y. */
    public static double pow(double x, double y) {
        return Math.pow(x, y);
    }

    /** Returns the angle of the point (x, y). */
    public static double atan2(double y, double x) {
        return Math.atan2(y, x);
    }

    /** Returns the magnitude of x. */
    public static float abs(float x) {
        return Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static float min(float a, float b) {
        return Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static float max(float a, float b) {
        return Math.max(a, b);
    }

    /** Returns the magnitude of x. */
    public static double abs(double x) {
        return Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static double min(double a, double b) {
        return Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static double max(double a, double b) {
        return Math.max(a, b);
    }

    /** Returns the magnitude of x. */
    public static int abs(int x) {
        return Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static int min(int a, int b) {
        return Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static int max(int a, int b) {
        return Math.max(a, b);
    }

    /** Returns the magnitude of x. */
    public static long abs(long x) {
        return Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static long min(long a, long b) {
        return Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static long max(long a, long b) {
        return Math.max(a, b);
    }

    /** Returns the magnitude of x. */
    public static short abs(short x) {
        return (short) Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static short min(short a, short b) {
        return (short) Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static short max(short a, short b) {
        return (short) Math.max(a, b);
    }

    /** Returns the magnitude of x. */
    public static byte abs(byte x) {
        return (byte) Math.abs(x);
    }

    /** Returns the smaller of both. */
    public static byte min(byte a, byte b) {
        return (byte) Math.min(a, b);
    }

    /** Returns the larger of both. */
    public static byte max(byte a, byte b) {
        return (byte) Math.max(a, b);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static float clamp(float value, float low, float high) {
        return min(max(value, low), high);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static double clamp(double value, double low, double high) {
        return min(max(value, low), high);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static int clamp(int value, int low, int high) {
        return min(max(value, low), high);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static long clamp(long value, long low, long high) {
        return min(max(value, low), high);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static short clamp(short value, short low, short high) {
        return min(max(value, low), high);
    }

    /** Returns the value of the range that is nearest to {@code value}. */
    public static byte clamp(byte value, byte low, byte high) {
        return min(max(value, low), high);
    }

    /** Returns the smaller of both. */
    public static HalfFloat min(HalfFloat a, HalfFloat b) {
        return new HalfFloat(Math.min(a.getFloat32(), b.getFloat32()));
    }

    /** Returns the larger of both. */
    public static HalfFloat max(HalfFloat a, HalfFloat b) {
        return new HalfFloat(Math.max(a.getFloat32(), b.getFloat32()));
    }
}
