package io.concordat.jepsen.edn;

import org.jspecify.annotations.Nullable;

/**
 * A history repeats a dozen keywords a million times: they are found by their characters, without making a string
 * first. Collisions merely replace each other.
 */
final class TokenCache {
    private static final int SIZE = 512;

    private final @Nullable Keyword[] keywords = new Keyword[SIZE];

    Keyword keyword(char[] text, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + text[i];
        }
        int at = (hash ^ (hash >>> 9)) & (SIZE - 1);
        Keyword found = keywords[at];
        if (found == null || !same(found.name(), text, length)) {
            found = Keyword.of(new String(text, 0, length).intern());
            keywords[at] = found;
        }
        return found;
    }

    private static boolean same(String name, char[] text, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
