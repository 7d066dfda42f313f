package io.concordat.replica;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import java.util.concurrent.atomic.LongAdder;

/** What a node has done since it started, for status. Thread-safe. */
final class Meters {
    private final LongAdder signatures = new LongAdder();
    private final LongAdder verifications = new LongAdder();

    Signer counting(Signer signer) {
        return new Signer() {
            @Override
            public Bytes publicKey() {
                return signer.publicKey();
            }

            @Override
            public Bytes sign(Bytes message) {
                signatures.increment();
                return signer.sign(message);
            }
        };
    }

    Verifier counting(Verifier verifier) {
        return (key, message, signature) -> {
            verifications.increment();
            return verifier.verify(key, message, signature);
        };
    }

    long signatures() {
        return signatures.sum();
    }

    long verifications() {
        return verifications.sum();
    }
}
