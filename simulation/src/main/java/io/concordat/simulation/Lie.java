package io.concordat.simulation;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import io.concordat.replica.HostSetup;

/** One way in which a replica does not follow its protocol. Each seed draws who lies, and how. */
public interface Lie {
    /** In reports. */
    String name();

    /** Whether it is told by restarting: such a replica is killed and started again and again. */
    default boolean byRestarting() {
        return false;
    }

    /** What the node runs instead of {@code honest}, in each of its lives. */
    HostSetup turn(HostSetup honest, Stage stage);

    /** What the simulation lends to a liar. */
    interface Stage {
        /** Counts one lie. */
        void told();

        /** An enrolled client whom nobody else speaks for. */
        Signer accomplice();

        /** A command of that client, another one each time, as the observed state machine takes them. */
        Bytes command();
    }
}
