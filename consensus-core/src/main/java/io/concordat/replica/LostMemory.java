package io.concordat.replica;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the member has forgotten what it promised. The disk has to know as well, or a restart would forget that it
 * forgot, and the operator, for a second one in this state may be one too many. Confined to the loop.
 */
final class LostMemory {
    private static final Logger LOG = LoggerFactory.getLogger(LostMemory.class);

    private final GroupHome home;
    private String degree = "";

    /** @param degree as the protocol's status names it; empty when nothing is lost */
    LostMemory(GroupHome home, String degree) {
        this.home = home;
        found(degree);
    }

    boolean any() {
        return !degree.isEmpty();
    }

    /** Somebody remembers more of this member than its own disk does. */
    void doubted() {
        home.writer().doubted(home.opened().log());
    }

    /** What the protocol says after a step. */
    void found(String now) {
        if (any() && now.isEmpty()) {
            home.writer().recovered(home.opened().log(), home.lives().madeGood());
            LOG.info("group {}: what was lost ({}) is made good", home.group().name(), degree);
        } else if (!now.equals(degree)) {
            LOG.warn(
                    "group {}: memory is lost ({}): this disk does not hold all that was promised. Until the other"
                            + " members have made that good, this one hardly counts: spare the others' disks meanwhile",
                    home.group().name(),
                    now);
        }
        degree = now;
    }
}
