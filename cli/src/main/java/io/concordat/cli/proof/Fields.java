package io.concordat.cli.proof;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** An object's fields, each taken once; whatever is left over was never checked by anybody, and must not be there. */
final class Fields {
    private final String within;
    private final Map<String, Object> map;
    private final SortedSet<String> left;

    Fields(String within, Map<String, Object> map) {
        this.within = within;
        this.map = map;
        this.left = new TreeSet<>(map.keySet());
    }

    String text(String key) throws NotProof {
        return take(key, String.class, "a string");
    }

    long number(String key) throws NotProof {
        return take(key, Long.class, "a whole number");
    }

    int node(String key) throws NotProof {
        long value = number(key);
        if (value != (int) value) {
            throw new NotProof(within + key, value + " is out of range");
        }
        return (int) value;
    }

    boolean flag(String key) throws NotProof {
        return take(key, Boolean.class, "true or false");
    }

    Bytes bytes(String key) throws NotProof {
        return hex(within + key, text(key));
    }

    Bytes bytes(String key, int length) throws NotProof {
        Bytes found = bytes(key);
        if (found.length() != length) {
            throw new NotProof(within + key, "it has " + found.length() + " bytes, not " + length);
        }
        return found;
    }

    Hash hash(String key) throws NotProof {
        return new Hash(bytes(key, Hash.LENGTH));
    }

    List<Hash> hashes(String key) throws NotProof {
        List<Hash> found = new ArrayList<>();
        for (Object one : take(key, List.class, "a list")) {
            Bytes bytes = hex(within + key, String.valueOf(one));
            if (bytes.length() != Hash.LENGTH) {
                throw new NotProof(within + key, "a digest has " + Hash.LENGTH + " bytes, not " + bytes.length());
            }
            found.add(new Hash(bytes));
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    Fields object(String key) throws NotProof {
        return new Fields(within + key + ".", take(key, Map.class, "an object"));
    }

    @SuppressWarnings("unchecked")
    List<Fields> objects(String key) throws NotProof {
        List<Fields> found = new ArrayList<>();
        for (Object one : take(key, List.class, "a list")) {
            if (!(one instanceof Map<?, ?>)) {
                throw new NotProof(within + key, "it lists something else than objects");
            }
            found.add(new Fields(within + key + ".", (Map<String, Object>) one));
        }
        return found;
    }

    void end() throws NotProof {
        if (!left.isEmpty()) {
            throw new NotProof(within + left.first(), "nobody knows this field");
        }
    }

    private <T> T take(String key, Class<T> type, String what) throws NotProof {
        left.remove(key);
        Object value = map.get(key);
        if (value == null || !type.isInstance(value)) {
            throw new NotProof(within + key, value == null ? "it is missing" : "it is not " + what);
        }
        return type.cast(value);
    }

    private static Bytes hex(String field, String digits) throws NotProof {
        try {
            return Bytes.fromHex(digits);
        } catch (IllegalArgumentException e) {
            throw new NotProof(field, "it is not written in hex digits", e);
        }
    }
}
