package io.concordat.protocol;

/** The kinds of records a log holds; the code is part of the disk format. */
public enum RecordKind {
    HARD_STATE(1),
    BATCH(2),
    CERTIFICATE(3),
    OWN_MESSAGE(4),
    SNAPSHOT_MARK(5),
    EVIDENCE(6),
    /** A batch, under the index it was proposed for: it may become the entry there, whose record then only names it. */
    BODY(7);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
