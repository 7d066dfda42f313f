package io.concordat.crypto;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Checks each signature once: statements come again inside certificates, bundles inside batches. Remembers what was
 * right, by the digest of key, message and signature together, the last {@value #MOST} of them. What was wrong is not
 * remembered: nobody honest sends it twice. Thread-safe.
 */
public final class RememberingVerifier implements Verifier {
    private static final int MOST = 1 << 15;

    private final Verifier verifier;
    private final Map<Hash, Boolean> right = new LinkedHashMap<>(1_024, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
            return size() > MOST;
        }
    };

    public RememberingVerifier(Verifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public boolean verify(Bytes publicKey, Bytes message, Bytes signature) {
        if (publicKey.length() != 32 || signature.length() != 64) {
            return false;
        }
        // Both have a fixed length, so the concatenation has one meaning.
        Hash name = Hash.of(publicKey, signature, message);
        synchronized (right) {
            if (right.containsKey(name)) {
                return true;
            }
        }
        boolean holds = verifier.verify(publicKey, message, signature);
        if (holds) {
            synchronized (right) {
                right.put(name, true);
            }
        }
        return holds;
    }
}
