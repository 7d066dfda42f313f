package io.concordat.jepsen.edn;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes values as EDN. */
public final class Edn {
    private Edn() {}

    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    public static void write(StringBuilder out, @Nullable Object value) {
        if (value == null) {
            out.append("nil");
        } else if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                write(out, entry.getKey());
                out.append(' ');
                write(out, entry.getValue());
                separator = ", ";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Set<?> set) {
            sequence(out, "#{", set, '}');
        } else if (value instanceof Collection<?> list) {
            sequence(out, "[", list, ']');
        } else {
            out.append(value);
        }
    }

    private static void sequence(StringBuilder out, String open, Collection<?> elements, char close) {
        out.append(open);
        boolean first = true;
        for (Object element : elements) {
            if (!first) {
                out.append(' ');
            }
            first = false;
            write(out, element);
        }
        out.append(close);
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        out.append('"');
    }
}
