package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Verifier;
import io.concordat.log.Bundle;
import java.util.Set;

/** Validity: nothing is executed that no enrolled client has signed, whoever proposed it. */
public final class SignedByClient {
    private final Checks checks;
    private final Verifier verifier;
    private final Set<Bytes> clients;

    public SignedByClient(Checks checks, Verifier verifier, Set<Bytes> clients) {
        this.checks = checks;
        this.verifier = verifier;
        this.clients = Set.copyOf(clients);
    }

    public void executes(int node, long index, Bundle bundle) {
        checks.counted();
        if (!bundle.payloadIntact()
                || !clients.contains(bundle.clientKey())
                || !verifier.verify(bundle.clientKey(), bundle.signedBytes(), bundle.signature())) {
            checks.violated(
                    "signed-by-client",
                    "node " + node + " executes " + bundle.kind() + " " + bundle.firstNumber() + " of session "
                            + bundle.session() + " at " + index + ", which no client has signed");
        }
    }
}
