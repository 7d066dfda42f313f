package io.concordat.protocol;

import io.concordat.membership.Membership;

/** What an operator may ask of a protocol. */
public sealed interface AdminRequest {
    record ChangeMembership(Membership next) implements AdminRequest {}

    /**
     * Let {@code node} lead; 0: whichever member is furthest along. Answered within two election timeouts, whatever
     * happens.
     */
    record TransferLeadership(int node) implements AdminRequest {}

    record TakeSnapshot() implements AdminRequest {}
}
