package io.concordat.pbft;

import io.concordat.bytes.MalformedException;

/** What a statement says; the code is part of what is signed. */
public enum Phase {
    PRE_PREPARE(1),
    PREPARE(2),
    COMMIT(3),
    CHECKPOINT(4),
    VIEW_CHANGE(5),
    NEW_VIEW(6);

    private final int code;

    Phase(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Phase of(int code) throws MalformedException {
        for (Phase phase : values()) {
            if (phase.code == code) {
                return phase;
            }
        }
        throw new MalformedException("no phase has the code " + code);
    }

    static Phase named(String name) throws MalformedException {
        for (Phase phase : values()) {
            if (phase.name().equals(name)) {
                return phase;
            }
        }
        throw new MalformedException("no phase is called '" + name + "'");
    }
}
