package io.github.dit4j.layers.clip;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.dit4j.engine.checkpoint.JsonError;
import io.github.dit4j.layers.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * CLIP's byte-pair tokenizer, as {@code simple_tokenizer.py} of openai/CLIP without ftfy's repair of damaged text: a text
 * in lower case is cut into words, numerals and signs, each of these into the bytes of its UTF-8, and pairs are joined,
 * the one that was learned first before all others, until no pair is known.
 */
public final class ClipTokenizer {
    private static final String END_OF_WORD = "</w>";
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    /** The merges of the published vocabulary; its file goes on with what was learned but is not used. */
    private static final int PUBLISHED_MERGES = 49152 - 256 - 2;
    private static final int LONGEST_FILE = 16 << 20;
    private static final Pattern WORDS = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACES = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String[] SYMBOLS = symbols();

    private record Pair(String first, String second) {}

    private final Map<Pair, Integer> ranks;
    private final Map<String, Integer> ids;
    private final int start;
    private final int end;

    private ClipTokenizer(String origin, List<Pair> merges, Map<String, Integer> ids) {
        this.ranks = new HashMap<>();
        merges.forEach(merge -> ranks.putIfAbsent(merge, ranks.size()));
        this.ids = ids;
        this.start = id(origin, START);
        this.end = id(origin, END);
        // Then every text has ids: any word falls apart into these at worst.
        for (String symbol : SYMBOLS) {
            id(origin, symbol);
            id(origin, symbol + END_OF_WORD);
        }
        merges.forEach(merge -> id(origin, merge.first + merge.second));
    }

    private int id(String origin, String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new ModelException(origin + ": has no token " + token + "; is it the vocabulary of CLIP?");
        }
        return id;
    }

    /**
     * Reads a vocabulary.
     *
     * @param path a folder with {@code merges.txt} and perhaps {@code vocab.json}, a list of merges, or OpenAI's
     *     {@code bpe_simple_vocab_16e6.txt.gz}
     * @throws ModelException if it cannot be read or is not a vocabulary of CLIP; the message names the file
     */
    public static ClipTokenizer open(Path path) {
        Path merges = Files.isDirectory(path) ? path.resolve("merges.txt") : path;
        Path vocabulary = merges.resolveSibling("vocab.json");
        List<Pair> pairs = merges(merges.toString(), read(merges));
        boolean listed = !merges.toString().endsWith(".gz") && Files.isRegularFile(vocabulary);
        return listed
                ? new ClipTokenizer(vocabulary.toString(), pairs, vocabulary(vocabulary.toString(), read(vocabulary)))
                : new ClipTokenizer(merges.toString(), pairs, counted(pairs));
    }

    /** Whether {@link #open} would find a vocabulary in a folder. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve("merges.txt"));
    }

    private static String read(Path file) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
            if (bytes.length > LONGEST_FILE) {
                throw new ModelException(file + ": is longer than " + LONGEST_FILE + " bytes; is it the vocabulary of CLIP?");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException cause) {
            throw new ModelException(file + ": cannot be read as the vocabulary of CLIP: " + cause.getMessage());
        }
    }

    private static List<Pair> merges(String origin, String text) {
        var pairs = new ArrayList<Pair>();
        for (String line : text.lines().skip(1).limit(PUBLISHED_MERGES).toList()) {   // the first names the version
            String[] parts = line.split(" ");
            if (line.isBlank()) {
                break;
            }
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new ModelException(origin + ": line " + (pairs.size() + 2) + " is not a pair: \"" + line + "\"");
            }
            pairs.add(new Pair(parts[0], parts[1]));
        }
        return pairs;
    }

    private static Map<String, Integer> vocabulary(String origin, String json) {
        var ids = new HashMap<String, Integer>();
        try {
            if (!(JsonParser.parseString(json) instanceof JsonObject object)) {
                throw new ModelException(origin + ": is not a JSON object");
            }
            for (Map.Entry<String, JsonElement> token : object.entrySet()) {
                if (!(token.getValue() instanceof JsonPrimitive id) || id.getAsInt() < 0) {
                    throw new ModelException(origin + ": the id of " + token.getKey() + " is " + token.getValue());
                }
                ids.put(token.getKey(), id.getAsInt());
            }
        } catch (JsonParseException | NumberFormatException malformed) {
            throw new ModelException(origin + ": is no vocabulary: " + JsonError.reason(malformed));
        }
        return ids;
    }

    /** The ids as openai/CLIP counts them: bytes, bytes at the end of a word, merges, start, end. */
    private static Map<String, Integer> counted(List<Pair> merges) {
        var ids = new HashMap<String, Integer>();
        int[] order = printableOrder();
        for (int i = 0; i < SYMBOLS.length; i++) {
            ids.put(SYMBOLS[order[i]], i);
            ids.put(SYMBOLS[order[i]] + END_OF_WORD, SYMBOLS.length + i);
        }
        int next = 2 * SYMBOLS.length;
        for (Pair merge : merges) {
            ids.put(merge.first + merge.second, next++);
        }
        ids.put(START, next);
        ids.put(END, next + 1);
        return ids;
    }

    private static boolean isPrintable(int b) {
        return b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae && b <= 0xff;
    }

    /** All bytes: those that Latin-1 prints first, then the others. */
    private static int[] printableOrder() {
        var order = new int[256];
        int at = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int b = 0; b < 256; b++) {
                if (isPrintable(b) == (pass == 0)) {
                    order[at++] = b;
                }
            }
        }
        return order;
    }

    /** For each byte a character that can be seen: itself in Latin-1, or one from U+0100 on. */
    private static String[] symbols() {
        var symbols = new String[256];
        int next = 256;
        for (int b = 0; b < 256; b++) {
            symbols[b] = Character.toString(isPrintable(b) ? b : next++);
        }
        return symbols;
    }

    /** One more than the largest id. */
    public int vocabulary() {
        return 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** The ids of a text, the start and the end included. */
    public List<Integer> encode(String text) {
        var found = new ArrayList<Integer>();
        found.add(start);
        Matcher words = WORDS.matcher(cleaned(text));
        while (words.find()) {
            String word = words.group();
            if (word.equals(START) || word.equals(END)) {
                found.add(ids.get(word));
            } else {
                pieces(word).forEach(piece -> found.add(ids.get(piece)));
            }
        }
        found.add(end);
        return found;
    }

    /**
     * The ids of a text for a network: cut off before the end, or filled up with ends.
     *
     * @param positions how many
     */
    public int[] encode(String text, int positions) {
        List<Integer> all = encode(text);
        var padded = new int[positions];
        Arrays.fill(padded, end);
        for (int i = 0; i < Math.min(all.size(), positions - 1); i++) {
            padded[i] = all.get(i);
        }
        return padded;
    }

    private static String cleaned(String text) {
        String plain = HtmlEntities.unescape(HtmlEntities.unescape(text));
        return SPACES.matcher(plain).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** Joins a word's bytes, pair by pair, the pair of the lowest rank everywhere first. */
    private List<String> pieces(String word) {
        var pieces = new ArrayList<String>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            pieces.add(SYMBOLS[b & 0xff]);
        }
        pieces.set(pieces.size() - 1, pieces.getLast() + END_OF_WORD);
        while (pieces.size() > 1) {
            Pair best = null;
            int rank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < pieces.size(); i++) {
                var pair = new Pair(pieces.get(i), pieces.get(i + 1));
                int found = ranks.getOrDefault(pair, Integer.MAX_VALUE);
                if (found < rank) {
                    best = pair;
                    rank = found;
                }
            }
            if (best == null) {
                break;
            }
            join(pieces, best);
        }
        return pieces;
    }

    private static void join(List<String> pieces, Pair pair) {
        int to = 0;
        for (int from = 0; from < pieces.size(); from++) {
            boolean joined = from + 1 < pieces.size()
                    && pieces.get(from).equals(pair.first) && pieces.get(from + 1).equals(pair.second);
            pieces.set(to++, joined ? pair.first + pair.second : pieces.get(from));
            from += joined ? 1 : 0;
        }
        pieces.subList(to, pieces.size()).clear();
    }
}
