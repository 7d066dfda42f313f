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

    public boolean flag(String key, boolean otherwise) {
        return switch (text(key, Boolean.toString(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + " is true or false, not " + values.get(key));
        };
    }
}
