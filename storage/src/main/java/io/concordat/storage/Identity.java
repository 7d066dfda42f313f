package io.concordat.storage;

import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.record.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that says whose directory this is.
 *
 * @param cluster 16 bytes
 * @param fresh nothing was ever promised here: the groups have yet to be formatted
 */
record Identity(Bytes cluster, int node, boolean fresh) {
    private static final int FORMAT = 1;
    private static final Pattern TEXT = Pattern.compile(
            "concordat-data (\\d{1,9})\ncluster ([0-9a-f]{32})\nnode (\\d{1,10})\nfresh (true|false)\n");
    private static final Pattern HEAD = Pattern.compile("concordat-data (\\d{1,9})\n");

    void write(Path file) throws IOException {
        DurableFiles.write(
                file,
                "concordat-data " + FORMAT + "\ncluster " + cluster.toHex() + "\nnode " + node + "\nfresh " + fresh
                        + "\n");
    }

    static Identity read(Path file) throws IOException {
        String text = DurableFiles.read(file);
        if (text == null) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, file + " is damaged: checksum mismatch");
        }
        Matcher head = HEAD.matcher(text);
        if (head.lookingAt() && Integer.parseInt(head.group(1)) > FORMAT) {
            throw new StorageException(
                    ErrorCode.WRONG_VERSION,
                    file + " has data format " + head.group(1) + ", this build reads " + FORMAT);
        }
        Matcher all = TEXT.matcher(text);
        if (!all.matches()) {
            throw new StorageException(ErrorCode.STORAGE_FAILED, file + " is not an identity file");
        }
        return new Identity(
                Bytes.fromHex(all.group(2)),
                Integer.parseUnsignedInt(all.group(3)),
                all.group(4).equals("true"));
    }
}
