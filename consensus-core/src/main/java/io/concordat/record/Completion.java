package io.concordat.record;

/** How a disk operation ends: exactly one call, on any thread. */
public interface Completion {
    void done();

    /** The fate of the operation is unknown; {@code reason} is for the operator. */
    void failed(String reason);
}
