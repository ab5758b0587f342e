package io.github.dit4j.tornado;

import java.util.ArrayList;
import java.util.List;

/** Files of arguments as {@code java} reads them, given to it as {@code @file}. */
public final class ArgumentFile {

    private ArgumentFile() {
    }

    /**
     * Returns the arguments in the text of a file. They are separated by white space; {@code #} begins a comment; quotes
     * hold an argument together, and within them a backslash escapes.
     */
    public static List<String> parse(String text) {
        List<String> arguments = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = endOfLine(text, at);
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                var argument = new StringBuilder();
                at = argument(text, at, argument);
                arguments.add(argument.toString());
            }
        }
        return List.copyOf(arguments);
    }

    private static int endOfLine(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** Appends one argument and returns where it ends. */
    private static int argument(String text, int from, StringBuilder argument) {
        char quote = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote == 0 && (Character.isWhitespace(c) || c == '#')) {
                return at;
            }
            if (quote != 0 && c == '\\' && at + 1 < text.length()) {
                at = escaped(text, at + 1, argument);
            } else {
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '"' || c == '\'')) {
                    quote = c;
                } else {
                    argument.append(c);
                }
                at++;
            }
        }
        return at;
    }

    /** Appends what follows a backslash and returns where it ends; a line that ends so goes on after the next indent. */
    private static int escaped(String text, int at, StringBuilder argument) {
        char c = text.charAt(at);
        switch (c) {
            case 'n' -> argument.append('\n');
            case 'r' -> argument.append('\r');
            case 't' -> argument.append('\t');
            case 'f' -> argument.append('\f');
            case '\n', '\r' -> {
                int next = at + 1;
                while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                    next++;
                }
                return next;
            }
            default -> argument.append(c);
        }
        return at + 1;
    }

    /** Returns the text of a file that holds the arguments. */
    public static String format(List<String> arguments) {
        var text = new StringBuilder();
        for (String argument : arguments) {
            text.append('"');
            for (char c : argument.toCharArray()) {
                switch (c) {
                    case '"', '\\' -> text.append('\\').append(c);
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    default -> text.append(c);
                }
            }
            text.append("\"\n");
        }
        return text.toString();
    }
}
