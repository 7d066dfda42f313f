package io.concordat.jepsen.edn;

/** A keyword, without its colon; {@code :a/b} is named {@code a/b}. */
public record Keyword(String name) implements Comparable<Keyword> {
    public static Keyword of(String name) {
        return new Keyword(name);
    }

    @Override
    public int compareTo(Keyword other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return ":" + name;
    }
}
