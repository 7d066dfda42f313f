package io.concordat.protocol;

import io.concordat.membership.Membership;

/** What an operator may ask of a protocol. */
public sealed interface AdminRequest {
    record ChangeMembership(Membership next) implements AdminRequest {}

    record TransferLeadership(int node) implements AdminRequest {}

    record TakeSnapshot() implements AdminRequest {}
}
