package io.concordat.replica;

import io.concordat.log.GroupContext;
import io.concordat.record.LogWriter;
import io.concordat.record.OpenedLog;
import io.concordat.runtime.Loop;
import io.concordat.snapshot.LoadedSnapshot;
import io.concordat.snapshot.SnapshotStore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is given by the node it lives on.
 *
 * @param restored the state execution continues from, null for the first entry's
 * @param loop the replica's own
 * @param applyLoop the state machine's own
 * @param readLoop for reading the log; shared by the node's groups
 * @param failed stops the whole node; any thread, any number of times
 */
record GroupHome(
        HostSetup setup,
        HostSetup.HostedGroup group,
        GroupContext context,
        OpenedLog opened,
        SnapshotStore store,
        @Nullable LoadedSnapshot restored,
        LogWriter writer,
        Loop loop,
        Loop applyLoop,
        Loop readLoop,
        Lives lives,
        Meters meters,
        Consumer<String> failed) {}
