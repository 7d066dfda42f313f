package io.concordat.node.config;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** One TOML table with errors that name file and key. */
final class TomlFile {
    private static final long LARGEST = 1 << 20;

    private final Path file;
    private final TomlTable table;

    private TomlFile(Path file, TomlTable table) {
        this.file = file;
        this.table = table;
    }

    static TomlFile read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw ConfigRefused.usage(file + " is larger than 1 MiB", "a configuration file");
            }
            TomlParseResult parsed = Toml.parse(Files.readString(file));
            if (parsed.hasErrors()) {
                throw ConfigRefused.usage(file + ": " + parsed.errors().get(0), "TOML");
            }
            return new TomlFile(file, parsed);
        } catch (NoSuchFileException e) {
            throw ConfigRefused.usage("there is no file " + file, "a directory written by `concordat init`");
        } catch (IOException e) {
            throw ConfigRefused.usage("cannot read " + file + ": " + e.getMessage(), "a readable file");
        }
    }

    String text(String key) {
        return required(key, optional(key));
    }

    @Nullable
    String optional(String key) {
        Object value = table.get(List.of(key));
        return value instanceof String text ? text : null;
    }

    int number(String key) {
        Object value = table.get(List.of(key));
        if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw refused(key, "a whole number");
    }

    Bytes hex(String key, int length) {
        return hex(key, text(key), length);
    }

    List<Bytes> hexList(String key, int length) {
        List<Bytes> found = new ArrayList<>();
        for (Object value : list(key)) {
            found.add(hex(key, value.toString(), length));
        }
        return found;
    }

    List<String> textList(String key) {
        return list(key).stream().map(Object::toString).toList();
    }

    private List<Object> list(String key) {
        Object value = table.get(List.of(key));
        return required(key, value instanceof TomlArray array ? array.toList() : null);
    }

    List<TomlFile> tables(String key) {
        List<TomlFile> found = new ArrayList<>();
        for (Object value : list(key)) {
            if (!(value instanceof TomlTable inner)) {
                throw refused(key, "[[" + key + "]] tables");
            }
            found.add(new TomlFile(file, inner));
        }
        return found;
    }

    /** All keys under {@code table}, dotted, as text; the whole file without {@code except} when the name is empty. */
    SortedMap<String, String> flattened(String inner, List<String> except) {
        SortedMap<String, String> found = new TreeMap<>();
        TomlTable from = inner.isEmpty() ? table : table.getTable(List.of(inner));
        if (from != null) {
            for (Map.Entry<String, Object> entry : from.dottedEntrySet()) {
                // A quoted key "a.b" and a dotted key a.b mean the same to us.
                String key = entry.getKey().replace("\"", "");
                if (!except.contains(key)) {
                    found.put(key, entry.getValue().toString());
                }
            }
        }
        return found;
    }

    private Bytes hex(String key, String text, int length) {
        try {
            Bytes bytes = Bytes.fromHex(text);
            if (bytes.length() == length) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw refused(key, length * 2 + " hexadecimal digits");
        }
        throw refused(key, length * 2 + " hexadecimal digits");
    }

    private <T> T required(String key, @Nullable T value) {
        if (value == null) {
            throw refused(key, "a value");
        }
        return value;
    }

    private ConfigRefused refused(String key, String expected) {
        return ConfigRefused.usage(file + ": " + key + " is missing or wrong", expected);
    }
}
