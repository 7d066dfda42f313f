package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/**
 * One side of mutual TLS 1.3 with the JDK's engine, set up without Netty's builder: that one looks for every other
 * engine and PEM reader first, which takes a client command longer than its handshake.
 */
public final class TlsIdentity {
    private final Ed25519Key key;
    private final KeyManager ours;
    private final SSLContext accepting;

    public TlsIdentity(Ed25519Key key) {
        this.key = key;
        try {
            PrivateKey privateKey = key.jdkPrivateKey();
            X509Certificate certificate = EnvelopeCertificate.around(key);
            ours = new SoleIdentity(privateKey, certificate);
            // Accepting, possession of *some* Ed25519 key is proved here, and whose it is is decided at the hello, so
            // that a stranger gets a REJECT it can read instead of an alert that a reset may swallow.
            accepting = context(new EnrolledKeysTrust(null));
        } catch (GeneralSecurityException | IOException e) {
            throw unavailable(e);
        }
    }

    public Bytes publicKey() {
        return key.publicKey();
    }

    SSLEngine accepting() {
        SSLEngine engine = configured(accepting.createSSLEngine(), false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    /** For dialling the holder of {@code expected}, and nobody else. */
    SSLEngine dialling(Bytes expected) {
        try {
            return configured(context(new EnrolledKeysTrust(expected)).createSSLEngine(), true);
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    /**
     * The key the other side has proved to hold; read from the session, so that a resumed one is checked just the same.
     */
    static Optional<Bytes> provenKey(SslHandler handler) {
        try {
            var chain = handler.engine().getSession().getPeerCertificates();
            return chain.length == 1 ? Ed25519Key.rawPublicKey(chain[0].getPublicKey()) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private SSLContext context(TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {ours}, new TrustManager[] {trust}, null);
        return context;
    }

    private static SSLEngine configured(SSLEngine engine, boolean client) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"});
        engine.setSSLParameters(parameters);
        engine.setUseClientMode(client);
        return engine;
    }

    private static IllegalStateException unavailable(Exception cause) {
        return new IllegalStateException("TLS 1.3 with Ed25519 is not available: " + cause.getMessage(), cause);
    }
}
