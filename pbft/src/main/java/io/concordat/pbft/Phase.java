package io.concordat.pbft;

import io.concordat.bytes.MalformedException;
import java.util.List;

/** What a statement says; the code is part of what is signed. */
public enum Phase {
    PRE_PREPARE(1),
    PREPARE(2),
    COMMIT(3),
    CHECKPOINT(4),
    VIEW_CHANGE(5),
    NEW_VIEW(6);

    /** In the order of their codes, which begin at 1; a copy per look-up would be most of what a look-up costs. */
    private static final List<Phase> ALL = List.of(values());

    private final int code;

    Phase(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Phase of(int code) throws MalformedException {
        if (code >= 1 && code <= ALL.size()) {
            return ALL.get(code - 1);
        }
        throw new MalformedException("no phase has the code " + code);
    }

    static Phase named(String name) throws MalformedException {
        for (Phase phase : ALL) {
            if (phase.name().equals(name)) {
                return phase;
            }
        }
        throw new MalformedException("no phase is called '" + name + "'");
    }
}
