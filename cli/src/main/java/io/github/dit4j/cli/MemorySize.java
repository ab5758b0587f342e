package io.github.dit4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An amount of memory as people write it. */
record MemorySize(long bytes) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,12})\\s*([KMGT]?)(i?B)?");

    /**
     * Reads one: a number with K, M, G or T for powers of 1024, as TornadoVM and the JVM count them.
     *
     * @throws IllegalArgumentException if it is none; the message shows how one looks
     */
    static MemorySize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip().toUpperCase(Locale.ROOT).replace("IB", "iB"));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no amount of memory; give it as in 900MB or 4GB");
        }
        int power = matcher.group(2).isEmpty() ? 0 : "KMGT".indexOf(matcher.group(2)) + 1;
        long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << 10 * power);
        if (bytes == 0) {
            throw new IllegalArgumentException("'" + text + "' is no memory at all; give it as in 900MB or 4GB");
        }
        return new MemorySize(bytes);
    }

    /** For an option. */
    static final class Converter implements ITypeConverter<MemorySize> {
        @Override
        public MemorySize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException | ArithmeticException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
