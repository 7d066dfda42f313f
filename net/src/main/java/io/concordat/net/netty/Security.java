package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a connection proves who speaks: TLS with pinned keys, or, in a cluster made insecure at its beginning, not at
 * all.
 * There is nothing in between, so that nobody can believe TLS is on when it is not.
 *
 * @param identity null in an insecure cluster
 * @param publicKey the speaker's own key
 * @param trust empty in an insecure cluster
 */
public record Security(@Nullable TlsIdentity identity, Bytes publicKey, PinnedTrust trust) {
    public static Security tls(Ed25519Key key, PinnedTrust trust) {
        return new Security(new TlsIdentity(key), key.publicKey(), trust);
    }

    /** No TLS; everybody is who they claim to be. For comparison only. */
    public static Security insecure(Bytes publicKey) {
        return new Security(null, publicKey, new PinnedTrust(new TreeMap<>(), Set.of(), Set.of()));
    }

    public boolean tls() {
        return identity != null;
    }
}
