package io.concordat.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** What is remembered is that one signature over one message was right under one key. */
class RememberingVerifierTest {
    private final Ed25519Verifier real = new Ed25519Verifier();
    private final RememberingVerifier verifier = new RememberingVerifier(real);
    private final Ed25519Signer signer = new Ed25519Signer(Ed25519Signer.newSeed());
    private final Bytes message = Bytes.utf8("commit");
    private final Bytes signature = signer.sign(message);

    @Test
    void whatWasRightIsCheckedOnce() {
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(real.verifications()).isEqualTo(1);
    }

    @Test
    void P18_whatWasRightUnderOneKeyIsNotRightUnderAnother() {
        Bytes other = new Ed25519Signer(Ed25519Signer.newSeed()).publicKey();
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(verifier.verify(other, message, signature)).isFalse();
        assertThat(verifier.verify(signer.publicKey(), Bytes.utf8("Commit"), signature))
                .isFalse();
    }

    @Test
    void whatWasWrongIsNotRemembered() {
        Bytes other = Bytes.utf8("abort");
        assertThat(verifier.verify(signer.publicKey(), other, signature)).isFalse();
        assertThat(verifier.verify(signer.publicKey(), other, signature)).isFalse();
        assertThat(real.verifications()).isEqualTo(2);
    }
}
