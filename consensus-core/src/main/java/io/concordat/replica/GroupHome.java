package io.concordat.replica;

import io.concordat.log.GroupContext;
import io.concordat.record.LogWriter;
import io.concordat.record.OpenedLog;
import io.concordat.runtime.Loop;
import java.util.function.Consumer;

/**
 * What a replica is given by the node it lives on.
 *
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
        LogWriter writer,
        Loop loop,
        Loop applyLoop,
        Loop readLoop,
        Lives lives,
        Meters meters,
        Consumer<String> failed) {}
