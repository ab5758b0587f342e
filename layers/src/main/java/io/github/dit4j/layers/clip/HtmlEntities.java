package io.github.dit4j.layers.clip;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Characters that texts from the web write as {@code &amp;} and the like: those of XML, the space, and any number. */
final class HtmlEntities {
    private static final Pattern ENTITY = Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));");
    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

    private HtmlEntities() {}

    /** Puts the characters in their places; what names none stays. */
    static String unescape(String text) {
        return ENTITY.matcher(text).replaceAll(found -> {
            if (found.group(3) != null) {
                return NAMED.get(found.group(3));
            }
            int code = found.group(1) != null ? Integer.parseInt(found.group(1)) : Integer.parseInt(found.group(2), 16);
            boolean character = Character.isValidCodePoint(code) && (code < 0xd800 || code > 0xdfff);
            return Matcher.quoteReplacement(character ? Character.toString(code) : found.group());
        });
    }
}
