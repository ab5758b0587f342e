package io.github.dit4j.sampler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The names of a model's classes, each with its synonyms, separated by commas, and the search in them. */
final class ClassNames {
    /** How many candidates an error lists. */
    private static final int LISTED = 12;

    private ClassNames() {}

    /**
     * Holder of the names of ImageNet's classes (ILSVRC 2012), see NOTICE: read when they are first asked for.
     */
    private static final class ImageNet {
        private static final List<String> NAMES = read();

        private static List<String> read() {
            try (InputStream in = ClassNames.class.getResourceAsStream("imagenet-classes.txt");
                    var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return lines.lines().toList();
            } catch (IOException damaged) {
                throw new UncheckedIOException("the names of ImageNet's classes cannot be read from this program's jar", damaged);
            }
        }
    }

    /** The names that a model of so many classes may be taken to have: ImageNet's if there are a thousand, else none. */
    static List<String> usual(int classes) {
        return classes == ImageNet.NAMES.size() ? ImageNet.NAMES : List.of();
    }

    /**
     * Finds a class by any part of its name, upper and lower case alike. A whole name counts more than a synonym, that
     * more than some of its words, and those more than a part of a word.
     *
     * @param names of the classes
     * @throws IllegalArgumentException if there is none, or more than one; the message lists the candidates
     */
    static int find(String wanted, List<String> names) {
        String text = wanted.strip().toLowerCase(Locale.ROOT);
        Pattern words = Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(text) + "(?![\\p{L}\\p{N}])");
        List<Predicate<String>> ways = List.of(
                name -> name.equals(text),
                name -> List.of(name.split(", ")).contains(text),
                name -> words.matcher(name).find(),
                name -> name.contains(text));
        for (Predicate<String> fits : text.isEmpty() ? List.<Predicate<String>>of() : ways) {
            int[] found = IntStream.range(0, names.size())
                    .filter(id -> fits.test(names.get(id).toLowerCase(Locale.ROOT))).toArray();
            if (found.length == 1) {
                return found[0];
            }
            if (found.length > 1) {
                throw new IllegalArgumentException("class \"" + wanted + "\" may be " + IntStream.of(found).limit(LISTED)
                        .mapToObj(id -> id + " (" + names.get(id) + ")").collect(Collectors.joining(", "))
                        + (found.length > LISTED ? " and " + (found.length - LISTED) + " more" : "")
                        + "; give a number or more of the name");
            }
        }
        throw new IllegalArgumentException("class \"" + wanted + "\" is not known; this model's classes are "
                + names.stream().limit(LISTED).collect(Collectors.joining(", "))
                + (names.size() > LISTED ? " … or a number" : ""));
    }
}
