package io.concordat.pbft.byzantine;

/** Hears of every lie. Called on any thread. */
public interface Deeds {
    void done(Byzantine kind);
}
