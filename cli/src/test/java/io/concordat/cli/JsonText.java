package io.concordat.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON the way a script would: strictly, so that what is no JSON is seen. Numbers are Long or Double. */
public final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String line) {
        JsonText json = new JsonText(line);
        Object value = json.value();
        if (json.at != line.length() || !(value instanceof Map)) {
            throw new AssertionError("not one JSON object: " + line);
        }
        return (Map<String, Object>) value;
    }

    private Object value() {
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> map() {
        Map<String, Object> found = new LinkedHashMap<>();
        at++;
        while (text.charAt(at) != '}') {
            String key = string();
            expect(':');
            if (found.containsKey(key)) {
                throw new AssertionError("key twice: " + key);
            }
            found.put(key, value());
            if (text.charAt(at) != '}') {
                expect(',');
            }
        }
        at++;
        return found;
    }

    private List<Object> list() {
        List<Object> found = new ArrayList<>();
        at++;
        while (text.charAt(at) != ']') {
            found.add(value());
            if (text.charAt(at) != ']') {
                expect(',');
            }
        }
        at++;
        return found;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw new AssertionError("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        int which = "\"\\/nrtbf".indexOf(c);
        if (which < 0) {
            throw new AssertionError("no escape: " + c);
        }
        return "\"\\/\n\r\t\b\f".charAt(which);
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-0123456789.eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(from, at);
        if (number.matches("-?(0|[1-9][0-9]*)")) {
            return Long.parseLong(number);
        }
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw new AssertionError("no number at " + from + " of " + text);
        }
        return Double.parseDouble(number);
    }

    private <T> T word(String word, T meaning) {
        if (!text.startsWith(word, at)) {
            throw new AssertionError("no value at " + at + " of " + text);
        }
        at += word.length();
        return meaning;
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new AssertionError("no '" + c + "' at " + (at - 1) + " of " + text);
        }
    }
}
