package io.concordat.jepsen.report;

import io.concordat.jepsen.history.Event;
import java.util.Locale;

/** Small pieces of pages. */
final class Html {
    private Html() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** As {@link String#format}, with points in numbers whatever the locale. */
    static String of(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    /** Jepsen's colours. */
    static String colour(Event.Type type) {
        return switch (type) {
            case FAIL -> "#feb5da";
            case INFO -> "#ffaa26";
            default -> "#6db6fe";
        };
    }
}
