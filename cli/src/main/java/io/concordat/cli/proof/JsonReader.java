package io.concordat.cli.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON value from text that may be hostile: strict, bounded in depth, no key twice. Objects are maps in their
 * order, arrays lists, numbers Long (whole ones only), the rest String, Boolean; there is no null.
 */
final class JsonReader {
    private static final int DEEPEST = 8;
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The one object that {@code text} is. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) throws NotProof {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.blanks();
        if (reader.at != text.length() || !(value instanceof Map)) {
            throw reader.wrong("one JSON object");
        }
        return (Map<String, Object>) value;
    }

    private Object value(int depth) throws NotProof {
        if (depth > DEEPEST) {
            throw wrong("less nesting");
        }
        blanks();
        char c = peek();
        if (c == '{') {
            return map(depth);
        } else if (c == '[') {
            return list(depth);
        } else if (c == '"') {
            return string();
        } else if (text.startsWith("true", at)) {
            at += 4;
            return true;
        } else if (text.startsWith("false", at)) {
            at += 5;
            return false;
        }
        return number();
    }

    private Map<String, Object> map(int depth) throws NotProof {
        Map<String, Object> found = new LinkedHashMap<>();
        at++;
        blanks();
        while (peek() != '}') {
            blanks();
            String key = string();
            take(':');
            if (found.put(key, value(depth + 1)) != null) {
                throw wrong("'" + key + "' once");
            }
            next('}');
        }
        at++;
        return found;
    }

    private List<Object> list(int depth) throws NotProof {
        List<Object> found = new ArrayList<>();
        at++;
        blanks();
        while (peek() != ']') {
            found.add(value(depth + 1));
            next(']');
        }
        at++;
        return found;
    }

    /** A comma and something behind it, or the end. */
    private void next(char end) throws NotProof {
        blanks();
        if (peek() != end) {
            take(',');
            blanks();
            if (peek() == end) {
                throw wrong("something after a comma");
            }
        }
    }

    private String string() throws NotProof {
        take('"');
        StringBuilder out = new StringBuilder();
        for (char c = peek(); c != '"'; c = peek()) {
            at++;
            if (c < ' ') {
                throw wrong("no control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() throws NotProof {
        char c = peek();
        at++;
        if (c == 'u' && at + 4 <= text.length()) {
            int code = 0;
            for (int i = 0; i < 4; i++) {
                int digit = Character.digit(text.charAt(at++), 16);
                if (digit < 0) {
                    throw wrong("four hex digits");
                }
                code = code * 16 + digit;
            }
            return (char) code;
        }
        int which = ESCAPES.indexOf(c);
        if (which < 0) {
            throw wrong("an escape that JSON knows");
        }
        return ESCAPED.charAt(which);
    }

    private Long number() throws NotProof {
        int from = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(from, at);
        if (!digits.matches("-?(0|[1-9][0-9]{0,18})")) {
            throw wrong("a value");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new NotProof("form", "more than 64 bits in " + digits, e);
        }
    }

    private void take(char c) throws NotProof {
        blanks();
        if (peek() != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private char peek() throws NotProof {
        if (at >= text.length()) {
            throw wrong("more");
        }
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private NotProof wrong(String expected) {
        return new NotProof("form", "expected " + expected + " at character " + at);
    }
}
