package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * One side of mutual TLS 1.3 with the JDK's engine. The certificate is only the envelope TLS demands for a public
 * key: it is
 * made in memory, signed by its own key, and nothing in it but the key is ever looked at.
 */
public final class TlsIdentity {
    private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");

    private final Ed25519Key key;
    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final SslContext accepting;

    public TlsIdentity(Ed25519Key key) {
        this.key = key;
        try {
            privateKey = key.jdkPrivateKey();
            certificate = selfSigned(key, privateKey);
            // Accepting, possession of *some* Ed25519 key is proved here, and whose it is is decided at the hello, so
            // that a
            // stranger gets a REJECT it can read instead of an alert that a reset may swallow.
            accepting = configured(SslContextBuilder.forServer(new SoleIdentity(privateKey, certificate)))
                    .trustManager(new EnrolledKeysTrust(null))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("TLS 1.3 with Ed25519 is not available: " + e.getMessage(), e);
        }
    }

    public Bytes publicKey() {
        return key.publicKey();
    }

    SslContext accepting() {
        return accepting;
    }

    /** For dialling the holder of {@code expected}, and nobody else. */
    SslContext dialling(Bytes expected) {
        try {
            return configured(SslContextBuilder.forClient())
                    .keyManager(new SoleIdentity(privateKey, certificate))
                    .trustManager(new EnrolledKeysTrust(expected))
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException("TLS 1.3 with Ed25519 is not available: " + e.getMessage(), e);
        }
    }

    /**
     * The key the other side has proved to hold; read from the session, so that a resumed one is checked just the
     * same.
     */
    static Optional<Bytes> provenKey(SslHandler handler) {
        try {
            var chain = handler.engine().getSession().getPeerCertificates();
            return chain.length == 1 ? Ed25519Key.rawPublicKey(chain[0].getPublicKey()) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static SslContextBuilder configured(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3").ciphers(CIPHERS);
    }

    private static X509Certificate selfSigned(Ed25519Key key, PrivateKey privateKey)
            throws GeneralSecurityException, OperatorCreationException {
        X500Name name = new X500Name("CN=concordat");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.parse("2000-01-01T00:00:00Z")),
                Date.from(Instant.parse("9999-12-31T23:59:59Z")),
                name,
                key.jdkPublicKey());
        var signer = new JcaContentSignerBuilder("Ed25519").build(privateKey);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
