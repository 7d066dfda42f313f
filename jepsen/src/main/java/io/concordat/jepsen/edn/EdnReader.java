package io.concordat.jepsen.edn;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN value by value. Integers become {@code Long} (or {@code BigInteger}), vectors and lists {@code List}, maps
 * and sets keep their order; the tag of a tagged value is dropped. Holds one buffer, whatever the length of the text.
 */
public final class EdnReader {
    private static final int END = -1;
    private static final int DEEPEST = 200;
    private static final int LONGEST_TOKEN = 1 << 24;

    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private final TokenCache cache = new TokenCache();
    private char[] token = new char[64];
    private int at;
    private int filled;
    private int line = 1;
    private int depth;

    public EdnReader(Reader in) {
        this.in = in;
    }

    /** Parses the one value that {@code text} holds. */
    public static @Nullable Object parse(String text) {
        EdnReader reader = new EdnReader(new java.io.StringReader(text));
        try {
            Object value = reader.read();
            if (reader.peekPast() != END) {
                throw reader.wrong("one value, not more");
            }
            return value;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The next character that is no blank, comma, comment or discarded value; -1 at the end. It is not consumed. */
    public int peekPast() throws IOException {
        while (true) {
            int c = peek();
            if (c == ';') {
                while (c != '\n' && c != END) {
                    c = next();
                }
            } else if (c != END && (c <= ' ' || c == ',' || c == '\uFEFF' || Character.isWhitespace(c))) {
                next();
            } else if (c == '#' && second() == '_') {
                next();
                next();
                read();
            } else {
                return c;
            }
        }
    }

    /** Consumes the character that {@link #peekPast} answered. */
    public int next() throws IOException {
        int c = peek();
        if (c != END) {
            at++;
            if (c == '\n') {
                line++;
            }
        }
        return c;
    }

    /** One value; {@code nil} is null. */
    public @Nullable Object read() throws IOException {
        int c = peekPast();
        switch (c) {
            case END -> throw wrong("a value, not the end");
            case '[' -> {
                next();
                return Collections.unmodifiableList(elements(']'));
            }
            case '(' -> {
                next();
                return Collections.unmodifiableList(elements(')'));
            }
            case '{' -> {
                next();
                return map();
            }
            case '"' -> {
                next();
                return string();
            }
            case '#' -> {
                next();
                return dispatched();
            }
            case ':' -> {
                next();
                word();
                return cache.keyword(token, length);
            }
            case '\\' -> {
                next();
                return character();
            }
            case ']', ')', '}' -> throw wrong("a value, not " + (char) c);
            default -> {
                return atom();
            }
        }
    }

    public EdnException wrong(String expected) {
        return new EdnException("line " + line + ": expected " + expected);
    }

    private List<@Nullable Object> elements(char end) throws IOException {
        if (++depth > DEEPEST) {
            throw wrong("at most " + DEEPEST + " levels");
        }
        List<@Nullable Object> found = new ArrayList<>(4);
        while (peekPast() != end) {
            found.add(read());
        }
        next();
        depth--;
        return found;
    }

    private Map<@Nullable Object, @Nullable Object> map() throws IOException {
        List<@Nullable Object> flat = elements('}');
        if (flat.size() % 2 != 0) {
            throw wrong("a value for every key of a map");
        }
        Map<@Nullable Object, @Nullable Object> found = new LinkedHashMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            found.put(flat.get(i), flat.get(i + 1));
        }
        return Collections.unmodifiableMap(found);
    }

    private @Nullable Object dispatched() throws IOException {
        int c = peek();
        if (c == '{') {
            next();
            return Collections.unmodifiableSet(new LinkedHashSet<>(elements('}')));
        }
        if (c == '#') {
            next();
            String name = text();
            return switch (name) {
                case "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        word();
        return read();
    }

    private String string() throws IOException {
        length = 0;
        while (true) {
            int c = next();
            if (c == END) {
                throw wrong("the end of a string");
            }
            if (c == '"') {
                return new String(token, 0, length);
            }
            push(c == '\\' ? escaped() : (char) c);
        }
    }

    private char escaped() throws IOException {
        int c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> hex();
            case END -> throw wrong("the end of a string");
            default -> (char) c;
        };
    }

    private char hex() throws IOException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw wrong("four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object character() throws IOException {
        length = 0;
        push((char) Math.max(0, next()));
        while (!delimits(peek())) {
            push((char) next());
        }
        String name = new String(token, 0, length);
        return switch (name) {
            case "newline" -> "\n";
            case "space" -> " ";
            case "tab" -> "\t";
            case "return" -> "\r";
            default -> name;
        };
    }

    private @Nullable Object atom() throws IOException {
        word();
        char first = token[0];
        boolean signed = (first == '-' || first == '+') && length > 1;
        char digit = signed ? token[1] : first;
        if (digit >= '0' && digit <= '9') {
            return number(signed);
        }
        String name = new String(token, 0, length);
        return switch (name) {
            case "nil" -> null;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> new Symbol(name);
        };
    }

    private Object number(boolean signed) {
        if (length <= 18) {
            long value = 0;
            int i = signed ? 1 : 0;
            while (i < length && token[i] >= '0' && token[i] <= '9') {
                value = value * 10 + (token[i++] - '0');
            }
            if (i == length) {
                return token[0] == '-' ? -value : value;
            }
        }
        String text = new String(token, 0, length);
        try {
            if (text.matches("[+-]?[0-9]+N?")) {
                BigInteger big = new BigInteger(text.replace("N", "").replace("+", ""));
                return big.bitLength() < 64 ? (Object) big.longValue() : big;
            }
            return Double.valueOf(text.endsWith("M") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw wrong("a number, not " + text);
        }
    }

    private int length;

    private String text() throws IOException {
        word();
        return new String(token, 0, length);
    }

    /** A run of characters up to a delimiter, into {@code token}. */
    private void word() throws IOException {
        length = 0;
        while (!delimits(peek())) {
            push((char) next());
        }
        if (length == 0) {
            throw wrong("a word");
        }
    }

    private void push(char c) {
        if (length == token.length) {
            if (length >= LONGEST_TOKEN) {
                throw wrong("at most " + LONGEST_TOKEN + " characters in one value");
            }
            token = java.util.Arrays.copyOf(token, length * 2);
        }
        token[length++] = c;
    }

    private static boolean delimits(int c) {
        return c <= ' ' || c == ',' || c == '"' || c == ';' || c == '(' || c == ')' || c == '[' || c == ']' || c == '{'
                || c == '}';
    }

    private int peek() throws IOException {
        if (at == filled) {
            fill();
        }
        return at < filled ? buffer[at] : END;
    }

    private int second() throws IOException {
        if (at + 1 >= filled) {
            int kept = filled - at;
            System.arraycopy(buffer, at, buffer, 0, kept);
            at = 0;
            int read = in.read(buffer, kept, buffer.length - kept);
            filled = kept + Math.max(0, read);
        }
        return at + 1 < filled ? buffer[at + 1] : END;
    }

    private void fill() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        at = 0;
        filled = Math.max(0, read);
    }
}
