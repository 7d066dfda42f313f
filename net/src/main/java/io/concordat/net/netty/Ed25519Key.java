package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * One identity's key pair: the 32-byte seed that RFC 8032 calls the private key, and the public key derived from it.
 * Kept in a PEM PKCS#8 file that only its owner may read. {@link #toString} shows the public half only.
 */
public final class Ed25519Key {
    private static final int LENGTH = 32;
    /**
     * DER of a PrivateKeyInfo and of a SubjectPublicKeyInfo up to the 32 bytes of the key (RFC 8410): fixed for
     * Ed25519.
     */
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int LARGEST_FILE = 4 << 10;

    private final Bytes seed;
    private final Bytes publicKey;

    private Ed25519Key(Bytes seed) {
        this.seed = seed;
        this.publicKey = Bytes.wrap(new Ed25519PrivateKeyParameters(seed.toArray(), 0)
                .generatePublicKey()
                .getEncoded());
    }

    public static Ed25519Key generate(SecureRandom random) {
        byte[] seed = new byte[LENGTH];
        random.nextBytes(seed);
        return new Ed25519Key(Bytes.wrap(seed));
    }

    /** From the 32-byte private seed. */
    public static Ed25519Key ofSeed(Bytes seed) {
        if (seed.length() != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length());
        }
        return new Ed25519Key(seed);
    }

    /** Reads a key file; refuses one that others than its owner may read, and anything but one Ed25519 key. */
    public static Ed25519Key read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(file + " is too large for a key file");
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
                throw new IOException(file + " may be read by others than its owner; set its mode to 0600");
            }
        }
        return parsePem(Files.readString(file, StandardCharsets.US_ASCII), file.toString());
    }

    /** Creates a key file of mode 0600, synced; refuses to overwrite one. */
    public void write(Path file) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
        try (FileChannel channel = posix
                ? FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(mode))
                : FileChannel.open(file, options)) {
            ByteBuffer text = ByteBuffer.wrap(pem().getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
    }

    /** The private key, 32 bytes; what a signer is made of. */
    public Bytes seed() {
        return seed;
    }

    /** 32 bytes. */
    public Bytes publicKey() {
        return publicKey;
    }

    PrivateKey jdkPrivateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.toArray()));
    }

    PublicKey jdkPublicKey() throws GeneralSecurityException {
        byte[] encoded = Bytes.concat(Bytes.wrap(PUBLIC_PREFIX), publicKey).toArray();
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The 32 bytes inside an X.509-encoded public key; empty unless it is an Ed25519 key in its one encoding. */
    static Optional<Bytes> rawPublicKey(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length != PUBLIC_PREFIX.length + LENGTH) {
            return Optional.empty();
        }
        Bytes all = Bytes.wrap(encoded);
        boolean ed25519 = all.slice(0, PUBLIC_PREFIX.length).equals(Bytes.wrap(PUBLIC_PREFIX));
        return ed25519 ? Optional.of(all.slice(PUBLIC_PREFIX.length, LENGTH)) : Optional.empty();
    }

    /** The secret as PEM PKCS#8 text, for files that hold more than the key. */
    public String pem() {
        byte[] der = Bytes.concat(Bytes.wrap(PRIVATE_PREFIX), seed).toArray();
        return BEGIN + "\n" + Base64.getEncoder().encodeToString(der) + "\n" + END + "\n";
    }

    /** The key in PEM PKCS#8 text; {@code where} names its place in errors. */
    public static Ed25519Key parsePem(String text, String where) throws IOException {
        String inner = text.strip();
        if (inner.length() <= BEGIN.length() + END.length() || !inner.startsWith(BEGIN) || !inner.endsWith(END)) {
            throw new IOException(where + " holds no PEM private key");
        }
        try {
            String base64 = inner.substring(BEGIN.length(), inner.length() - END.length());
            Bytes der = Bytes.wrap(Base64.getMimeDecoder().decode(base64));
            Bytes prefix = Bytes.wrap(PRIVATE_PREFIX);
            if (der.length() != prefix.length() + LENGTH
                    || !der.slice(0, prefix.length()).equals(prefix)) {
                throw new IOException(where + " does not hold exactly one Ed25519 private key in PKCS#8");
            }
            return new Ed25519Key(der.slice(prefix.length(), LENGTH).compact());
        } catch (IllegalArgumentException e) {
            throw new IOException(where + " is not valid PEM: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Ed25519Key(" + publicKey.toHex() + ")";
    }
}
