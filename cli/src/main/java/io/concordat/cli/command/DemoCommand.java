package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.error.ErrorCode;
import io.concordat.services.lock.client.HeldLock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole cluster in one process, a crash included. */
@Command(
        name = "demo",
        description = "A real cluster in one process: counts, locks, crashes its leader, goes on.",
        footer = {"", "Examples:", "  concordat demo", "  concordat demo --nodes 5 --hold"})
public final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 7;

    @Option(names = "--protocol", defaultValue = "raft", paramLabel = "NAME", description = "raft (default) or pbft.")
    private String protocol = "raft";

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes, at least 3 (default 3, pbft 4).")
    private @Nullable Integer nodes;

    @Option(names = "--hold", description = "Keep it running, until interrupted.")
    private boolean hold;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws Exception {
        int many = nodes != null ? nodes : GroupSize.fewest(protocol);
        if (many < 3) {
            throw CommandFailed.usage("a demo with " + many + " nodes survives no crash", "--nodes 3 or more");
        }
        try (DemoCluster demo = DemoCluster.start(protocol, many)) {
            talk(many + " nodes with TLS and signatures, data in " + demo.directory());
            int leader = demo.leader();
            talk("node " + leader + " leads; counting to three");
            long value = 0;
            for (int i = 0; i < 3; i++) {
                value = demo.add("hits");
                talk("  counter add hits  -> " + value);
            }
            HeldLock held = demo.lock("crew");
            talk("  lock crew         -> held, fence " + held.fence());
            demo.crash(leader);
            talk("node " + leader + " crashes, without a word to the others");
            value = demo.add("hits");
            int next = demo.leader();
            talk("  counter add hits  -> " + value + ", by node " + next + " which leads now");
            if (!held.isHeld() || !held.release()) {
                throw new CommandFailed(ErrorCode.INTERNAL.name(), "the lock was lost", "it is kept", "", FAILED);
            }
            long fence = next(demo, held.fence());
            talk("  lock crew         -> kept through the crash, given back; the next holder's fence is " + fence);
            demo.restart(leader);
            talk("node " + leader + " is back and catches up");
            long readBack = demo.get("hits");
            TreeMap<Integer, String> hashes = demo.equalHashes();
            hashes.forEach((node, hash) -> talk("  node " + node + ": hits = " + readBack + ", stateHash " + hash));
            if (value != 4
                    || readBack != 4
                    || List.copyOf(hashes.values()).stream().distinct().count() != 1) {
                throw new CommandFailed(
                        ErrorCode.INTERNAL.name(), "the nodes disagree: " + hashes, "equal hashes", "", FAILED);
            }
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("protocol", protocol);
            result.put("nodes", many);
            result.put("crashed", leader);
            result.put("leader", next);
            result.put("value", readBack);
            result.put("fence", fence);
            result.put("stateHash", hashes.firstEntry().getValue());
            output.result(
                    result,
                    "value " + readBack + ", fence " + fence + ", stateHash "
                            + hashes.firstEntry().getValue() + " on all " + many + " nodes: nothing was lost");
            if (hold) {
                Output.say("holding: use it with --cluster " + demo.directory() + "; Ctrl-C ends it");
                demo.addresses().forEach(Output::say);
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }

    private static long next(DemoCluster demo, long before) {
        try (HeldLock held = demo.lock("crew")) {
            if (held.fence() <= before) {
                throw new CommandFailed(
                        ErrorCode.INTERNAL.name(),
                        "fence " + held.fence() + " after " + before,
                        "it rises",
                        "",
                        FAILED);
            }
            return held.fence();
        }
    }

    private static void talk(String words) {
        Output.say(words);
    }
}
