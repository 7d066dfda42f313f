package io.concordat.net.netty;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * The envelope TLS demands for a public key (RFC 8446 §4.4.2): made in memory, signed by its own key, valid from
 * 2000 to 9999. Nothing in it but the key is ever looked at.
 */
final class EnvelopeCertificate {
    /** RFC 8410 §3. */
    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112"));

    private EnvelopeCertificate() {}

    static X509Certificate around(Ed25519Key key) throws GeneralSecurityException, IOException {
        X500Name name = new X500Name("CN=concordat");
        V3TBSCertificateGenerator fields = new V3TBSCertificateGenerator();
        fields.setSerialNumber(new ASN1Integer(1));
        fields.setSignature(ED25519);
        fields.setIssuer(name);
        fields.setSubject(name);
        fields.setStartDate(time("20000101000000Z"));
        fields.setEndDate(time("99991231235959Z"));
        fields.setSubjectPublicKeyInfo(
                new SubjectPublicKeyInfo(ED25519, key.publicKey().toArray()));
        TBSCertificate signed = fields.generateTBSCertificate();
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, new Ed25519PrivateKeyParameters(key.seed().toArray(), 0));
        byte[] body = signed.getEncoded(ASN1Encoding.DER);
        signer.update(body, 0, body.length);
        ASN1EncodableVector certificate = new ASN1EncodableVector();
        certificate.add(signed);
        certificate.add(ED25519);
        certificate.add(new DERBitString(signer.generateSignature()));
        byte[] encoded = new DERSequence(certificate).getEncoded(ASN1Encoding.DER);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Made from its encoding: the constructor that takes text would load a whole calendar to check it. */
    private static Time time(String text) throws IOException {
        byte[] encoded = new byte[2 + text.length()];
        encoded[0] = BERTags.GENERALIZED_TIME;
        encoded[1] = (byte) text.length();
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, encoded, 2, text.length());
        return Time.getInstance(ASN1Primitive.fromByteArray(encoded));
    }
}
