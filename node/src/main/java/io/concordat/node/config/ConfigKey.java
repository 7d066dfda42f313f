package io.concordat.node.config;

import io.concordat.config.Units;

/**
 * One key: where it stands, what it means, what it may be.
 *
 * @param least lowest value, in nanoseconds, bytes or plain units; ignored for text and flags
 * @param most highest value
 */
public record ConfigKey(String name, Place place, Kind kind, String otherwise, long least, long most, String doc) {
    /** The file a key stands in. */
    public enum Place {
        /** Agreed by all nodes: a difference is refused when they meet. */
        CLUSTER("cluster.toml"),
        NODE("node.toml");

        private final String file;

        Place(String file) {
            this.file = file;
        }

        public String file() {
            return file;
        }
    }

    /** What a value looks like. */
    public enum Kind {
        TEXT("text"),
        FLAG("true or false"),
        NUMBER("a whole number"),
        DURATION("a duration such as 500ms or 30s"),
        BYTES("a size such as 64MiB");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Throws {@link ConfigRefused}, naming key, value and what was expected. */
    public void check(String value) {
        try {
            switch (kind) {
                case TEXT -> require(!value.isBlank());
                case FLAG -> require(value.equals("true") || value.equals("false"));
                case NUMBER -> bounded(Long.parseLong(value));
                case DURATION -> bounded(Units.durationNanos(value));
                case BYTES -> bounded(Units.bytes(value));
            }
        } catch (IllegalArgumentException e) {
            throw ConfigRefused.usage(name + " = '" + value + "' cannot be used", expected());
        }
    }

    public String expected() {
        return switch (kind) {
            case TEXT, FLAG -> kind.words();
            default -> kind.words() + " between " + shown(least) + " and " + shown(most);
        };
    }

    public String bounds() {
        return switch (kind) {
            case TEXT, FLAG -> "";
            default -> shown(least) + " … " + shown(most);
        };
    }

    private void bounded(long value) {
        require(value >= least && value <= most);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private String shown(long value) {
        return switch (kind) {
            case DURATION -> value % 1_000_000_000L == 0 ? value / 1_000_000_000L + "s" : value / 1_000_000 + "ms";
            case BYTES ->
                value % (1 << 20) == 0
                        ? (value >> 20) + "MiB"
                        : value % (1 << 10) == 0 ? (value >> 10) + "KiB" : value + "B";
            default -> Long.toString(value);
        };
    }
}
