package io.concordat.snapshot;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.zip.CRC32C;

/** A manifest as it stands on disk: its encoding, then the CRC32C of that. */
final class ManifestFile {
    static final int MOST_BYTES = Manifest.MOST_BYTES + 4;

    private ManifestFile() {}

    static Bytes encode(Manifest manifest) {
        Bytes encoded = manifest.encode();
        return new ByteWriter(encoded.length() + 4)
                .raw(encoded)
                .u32(crc(encoded))
                .toBytes();
    }

    static Manifest decode(String file, Bytes content) throws DamagedSnapshotException {
        String record = "snapshot manifest";
        if (content.length() < 4) {
            throw new DamagedSnapshotException(file, record, "has " + content.length() + " bytes");
        }
        Bytes encoded = content.slice(0, content.length() - 4);
        try {
            int expected = new ByteReader(content.slice(content.length() - 4, 4)).u32();
            if (crc(encoded) != expected) {
                throw new DamagedSnapshotException(file, record, "checksum mismatch", encoded, expected);
            }
            Manifest manifest = Manifest.decode(encoded);
            if (!manifest.file().equals(file)) {
                throw new DamagedSnapshotException(file, record, "misdirected: holds " + manifest.file());
            }
            return manifest;
        } catch (MalformedException e) {
            throw new DamagedSnapshotException(file, record, String.valueOf(e.getMessage()));
        }
    }

    static int crc(Bytes bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.backingArray(), bytes.backingOffset(), bytes.length());
        return (int) crc.getValue();
    }
}
