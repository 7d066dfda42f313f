package io.concordat.protocol;

/**
 * What a replica must remember to stay honest.
 *
 * @param term the highest term (view) it has promised anything in
 * @param vote the node it voted for in that term, 0 for nobody
 */
public record HardState(long term, int vote) {
    public static final HardState INITIAL = new HardState(0, 0);
}
