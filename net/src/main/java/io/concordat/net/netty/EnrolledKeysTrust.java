package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts a chain of exactly one certificate with an Ed25519 key, and only the expected key where one is expected. The
 * handshake itself proves that the other side holds the private half. Extends the extended class because the engine
 * would wrap a plain one in checks of names and algorithms that are not ours.
 */
final class EnrolledKeysTrust extends X509ExtendedTrustManager {
    private final @Nullable Bytes expected;

    /** {@code expected} null: any Ed25519 key; its owner is then decided at the hello. */
    EnrolledKeysTrust(@Nullable Bytes expected) {
        this.expected = expected;
    }

    private void check(X509Certificate @Nullable [] chain) throws CertificateException {
        if (chain == null || chain.length != 1) {
            throw new CertificateException("expected a chain of one certificate");
        }
        Optional<Bytes> key = Ed25519Key.rawPublicKey(chain[0].getPublicKey());
        if (key.isEmpty()) {
            throw new CertificateException("expected an Ed25519 key");
        }
        if (expected != null && !key.get().equals(expected)) {
            throw new CertificateException(
                    "expected key " + expected.toHex() + ", found " + key.get().toHex());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        // A dialling side never meets a client: accepting needs the variant for any key.
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        requireExpected();
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        requireExpected();
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        requireExpected();
        check(chain);
    }

    /** Whoever dials knows whom; an unpinned dial would be a hole, so it fails instead. */
    private void requireExpected() throws CertificateException {
        if (expected == null) {
            throw new CertificateException("no key is pinned for the node dialled");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
