package io.github.dit4j.engine.checkpoint;

import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why a text is not JSON, for whoever wrote it: Gson's own messages are for those who call Gson. */
public final class JsonError {
    private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

    private JsonError() {}

    /** What is wrong, and in which line and column, where that is known. */
    public static String reason(Exception malformed) {
        if (isCausedBy(CharacterCodingException.class, malformed)) {
            return "not text in UTF-8";
        }
        String message = Optional.ofNullable(malformed.getMessage()).orElse(malformed.getClass().getSimpleName());
        Optional<String> what = what(malformed);
        return PLACE.matcher(message).results().findFirst()
                .map(place -> what.orElse("a mistake") + " at line " + place.group(1) + ", column " + place.group(2))
                .or(() -> what)
                .orElseGet(() -> message.lines().findFirst().orElse(message));
    }

    private static Optional<String> what(Exception malformed) {
        if (isCausedBy(EOFException.class, malformed)) {
            return Optional.of("the end is missing");
        }
        return switch (malformed) {
            case IllegalStateException _ -> Optional.of("the wrong kind of value");
            case NumberFormatException _ -> Optional.of("a number that cannot be read");
            default -> Optional.empty();
        };
    }

    private static boolean isCausedBy(Class<? extends Exception> kind, Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).anyMatch(kind::isInstance);
    }
}
