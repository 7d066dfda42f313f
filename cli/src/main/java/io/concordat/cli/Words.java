package io.concordat.cli;

import io.concordat.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How single words on the command line are read. */
public final class Words {
    private Words() {}

    /** {@code 500ms}, {@code 30s}. */
    public static Duration duration(String text) {
        try {
            return Duration.ofNanos(Units.durationNanos(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** A number of bytes: {@code 256}, {@code 64KiB}. */
    public static final class Bytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Math.toIntExact(Units.bytes(text));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A signed 64-bit number among commands whose positional words may begin with a minus. */
    public static final class Whole implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        (text.startsWith("-") ? "Unknown option: '" : "'") + text + "' is not a 64-bit whole number");
            }
        }
    }

    /** A name among commands whose positional words may begin with a minus. */
    public static final class Name implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.isEmpty() || text.startsWith("-")) {
                throw new TypeConversionException("Unknown option: '" + text + "' is not a name");
            }
            return text;
        }
    }

    /** {@code 1..100}, both included, or one number. */
    public record Range(long first, long last) {
        /** Reads a range. */
        public static final class Reader implements ITypeConverter<Range> {
            @Override
            public Range convert(String text) {
                int dots = text.indexOf("..");
                try {
                    Range range = dots < 0
                            ? new Range(Long.parseLong(text), Long.parseLong(text))
                            : new Range(
                                    Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2)));
                    if (range.last >= range.first) {
                        return range;
                    }
                } catch (NumberFormatException e) {
                    throw new TypeConversionException("'" + text + "' is not a range such as 1..100");
                }
                throw new TypeConversionException("'" + text + "' is empty: a range goes up, such as 1..100");
            }
        }
    }
}
