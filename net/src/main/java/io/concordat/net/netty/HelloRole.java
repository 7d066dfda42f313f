package io.concordat.net.netty;

import io.concordat.bytes.MalformedException;

/** As what a connection is opened. The code is part of the wire format; 0 stays unused so that absence is no role. */
public enum HelloRole {
    PEER(1),
    CLIENT(2),
    ADMIN(3);

    private final int code;

    HelloRole(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static HelloRole of(int code) throws MalformedException {
        for (HelloRole role : values()) {
            if (role.code == code) {
                return role;
            }
        }
        throw new MalformedException("hello: role " + Integer.toUnsignedString(code) + " is unknown");
    }
}
