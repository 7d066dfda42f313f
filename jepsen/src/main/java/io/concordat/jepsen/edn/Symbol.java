package io.concordat.jepsen.edn;

/** A bare word. */
public record Symbol(String name) {
    @Override
    public String toString() {
        return name;
    }
}
