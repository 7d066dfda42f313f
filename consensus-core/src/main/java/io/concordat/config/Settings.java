package io.concordat.config;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Dotted keys with their text values, as the cluster's configuration gives them; typed and defaulted by whoever owns a
 * key.
 */
public record Settings(SortedMap<String, String> values) {
    public static final Settings NONE = new Settings(Collections.emptySortedMap());

    public Settings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Settings of(Map<String, String> values) {
        return new Settings(new TreeMap<>(values));
    }

    public String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    public long durationNanos(String key, String otherwise) {
        return Units.durationNanos(text(key, otherwise));
    }

    public long bytes(String key, String otherwise) {
        return Units.bytes(text(key, otherwise));
    }

    /** A whole number; throws {@link IllegalArgumentException} unless it is {@code least} to {@code most}. */
    public long number(String key, long otherwise, long least, long most) {
        String text = text(key, Long.toString(otherwise)).strip();
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is a number, not '" + text + "'", e);
        }
        throw new IllegalArgumentException(key + " is at least " + least + " and at most " + most + ", not " + text);
    }

    public boolean flag(String key, boolean otherwise) {
        return switch (text(key, Boolean.toString(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + " is true or false, not " + values.get(key));
        };
    }
}
