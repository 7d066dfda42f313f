package io.concordat.simulation.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.log.Bundle;
import io.concordat.simulation.KeyedHashSigner;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule about liars is fed what breaks it. */
class LiarInvariantsTest {
    private static final Signer CLIENT = new KeyedHashSigner(KeyedHashSigner.keyOf(8));

    private final Checks checks = new Checks(() -> 0);

    @Test
    void whatNoClientHasSignedIsNotExecuted() {
        SignedByClient rule = new SignedByClient(checks, KeyedHashSigner.verifier(), Set.of(CLIENT.publicKey()));

        rule.executes(1, 2, bundle(CLIENT, CLIENT));
        assertThat(checks.broken()).isFalse();

        rule.executes(1, 2, bundle(CLIENT, new KeyedHashSigner(KeyedHashSigner.keyOf(9))));
        Signer stranger = new KeyedHashSigner(KeyedHashSigner.keyOf(9));
        rule.executes(1, 3, bundle(stranger, stranger));
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsOnly("signed-by-client");
        assertThat(checks.violations()).hasSize(2);
    }

    @Test
    void calmCostsAtMostOneViewChangeForEachLiarAndOneMore() {
        FewViewChanges rule = new FewViewChanges(checks, 1);

        rule.served(7, 9);
        assertThat(checks.broken()).isFalse();

        rule.served(7, 10);
        assertThat(checks.violations()).extracting(Checks.Violation::invariant).containsExactly("few-view-changes");
    }

    private static Bundle bundle(Signer named, Signer signing) {
        Bytes sixteen = Bytes.wrap(new byte[16]);
        return Bundle.close(new Bundle.Identity(sixteen, 0, sixteen, named.publicKey()), signing::sign);
    }
}
