package io.concordat.replica;

import io.concordat.protocol.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the member has forgotten what it promised. The disk has to know as well, or a restart would forget that it
 * forgot, and the operator, for a second one in this state may be one too many. Confined to the loop.
 */
final class LostMemory {
    private static final Logger LOG = LoggerFactory.getLogger(LostMemory.class);

    private final GroupHome home;
    private final Protocol protocol;
    private boolean any;

    /** Begins with what was found out when the log was opened, by the log or by the protocol alone. */
    LostMemory(GroupHome home, Protocol protocol) {
        this.home = home;
        this.protocol = protocol;
        if (protocol.status().amnesiac()) {
            doubted();
        }
        settle();
    }

    /** A peer remembers more of this member than its own disk does. The disk learns of it before the protocol. */
    void doubted() {
        home.writer().doubted(home.opened().log());
    }

    /** The protocol has taken that doubt in, or has stopped and takes nothing in. */
    void settle() {
        if (!any && !whole()) {
            begin();
        }
    }

    /** The protocol itself found out, from what a message shows. */
    void noticed() {
        if (!any) {
            doubted();
            begin();
        }
    }

    /** After each step. */
    void stepped() {
        if (any && whole()) {
            any = false;
            home.writer().recovered(home.opened().log(), home.lives().madeGood());
            LOG.info("group {}: what was lost is made good", home.group().name());
        }
    }

    /** Told once for a loss, though the protocol's words for it change until nothing is missing. */
    private void begin() {
        any = true;
        LOG.warn(
                "group {}: memory is lost ({}): this disk does not hold all that was promised. Until the other"
                        + " members have made that good, this one hardly counts: spare the others' disks meanwhile",
                home.group().name(),
                protocol.status().recovery());
    }

    private boolean whole() {
        return protocol.status().recovery().isEmpty();
    }
}
