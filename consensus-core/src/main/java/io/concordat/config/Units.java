package io.concordat.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 500ms}, {@code 30s}; bytes as {@code 64MiB}. */
public final class Units {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");

    private Units() {}

    /** Units ns, us, ms, s, m, h; a bare number is refused, because nobody can tell what it means. */
    public static long durationNanos(String text) {
        Matcher m = match(text, "a duration such as 500ms, 30s or 5m");
        long factor =
                switch (m.group(2)) {
                    case "ns" -> 1;
                    case "us" -> 1_000;
                    case "ms" -> 1_000_000;
                    case "s" -> 1_000_000_000;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> throw bad(text, "a duration such as 500ms, 30s or 5m");
                };
        return scaled(text, m, factor);
    }

    /** Units B (or none), KiB, MiB, GiB. */
    public static long bytes(String text) {
        Matcher m = match(text, "a size such as 64MiB");
        long factor =
                switch (m.group(2).toLowerCase(Locale.ROOT)) {
                    case "", "b" -> 1;
                    case "kib" -> 1 << 10;
                    case "mib" -> 1 << 20;
                    case "gib" -> 1 << 30;
                    default -> throw bad(text, "a size such as 64MiB");
                };
        return scaled(text, m, factor);
    }

    private static Matcher match(String text, String expected) {
        Matcher m = QUANTITY.matcher(text.strip());
        if (!m.matches()) {
            throw bad(text, expected);
        }
        return m;
    }

    private static long scaled(String text, Matcher m, long factor) {
        try {
            return Math.multiplyExact(Long.parseLong(m.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text + " is too large", e);
        }
    }

    private static IllegalArgumentException bad(String text, String expected) {
        return new IllegalArgumentException("'" + text + "' is not " + expected);
    }
}
