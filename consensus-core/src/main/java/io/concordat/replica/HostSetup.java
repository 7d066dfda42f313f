package io.concordat.replica;

import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.crypto.Signer;
import io.concordat.crypto.Verifier;
import io.concordat.membership.Membership;
import io.concordat.net.Transport;
import io.concordat.protocol.ProtocolFactory;
import io.concordat.record.Disk;
import io.concordat.runtime.HostRuntime;
import java.util.List;

/**
 * Everything a node is made of. Production and simulator fill in the same record, so that what is simulated is what
 * runs.
 *
 * @param signing whether peer envelopes and bundles must bear signatures (false only in an insecure cluster)
 * @param genesis the configuration all members started from
 */
public record HostSetup(
        int self,
        Bytes cluster,
        Membership genesis,
        boolean signing,
        Settings settings,
        Limits limits,
        ProtocolFactory protocol,
        List<HostedGroup> groups,
        Disk disk,
        Transport transport,
        HostRuntime runtime,
        Signer signer,
        Verifier verifier,
        NodeFacts facts) {

    /** One group to host; {@code id} is its number on the wire, 0 for "main" of a cluster made by init. */
    public record HostedGroup(int id, String name, StateMachine machine) {}

    /** What status tells that only the surroundings know. */
    public interface NodeFacts {
        /** CPU seconds this process has used. */
        double cpuSeconds();

        boolean tls();

        /** Whether writes are really synced. */
        boolean sync();

        /** Called once when storage or an invariant has failed; the node must stop. May be called on any thread. */
        void failed(String reason);

        /**
         * Bytes that {@code member} sent were no message, or not signed by whom they should be, or it is not heard for
         * having sent too many such. Called on any thread.
         */
        default void refused(int member, String why) {}
    }
}
