package io.concordat;

import io.concordat.api.Node;
import io.concordat.api.StateMachine;
import io.concordat.config.Limits;
import io.concordat.config.Settings;
import io.concordat.record.DiskProvider;
import io.concordat.record.InMemoryDisk;
import io.concordat.replica.StartRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes a node, then starts it. Not thread-safe. */
public final class NodeBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(NodeBuilder.class);
    private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9._-]{1,64}=\\S{1,255}:\\d{1,5}");

    private final @Nullable Path home;
    private final SortedMap<String, StateMachine> machines = new TreeMap<>();
    private final SortedMap<String, String> settings = new TreeMap<>();
    private Consumer<String> failed = reason -> LOG.error("the node has stopped: {}", reason);
    private @Nullable String protocol;

    NodeBuilder(@Nullable Path home) {
        this.home = home;
        this.protocol = home == null ? "raft" : null;
    }

    /**
     * Makes this a group of one under Raft, created on first use: {@code name=host:port}. The address is the member's
     * for the day the group grows; alone it opens no port. Groups of several members come from {@code concordat
     * init}.
     */
    public NodeBuilder raft(String member) {
        if (member.indexOf(',') >= 0) {
            throw new IllegalArgumentException("'" + member + "' names several members: make their directories with"
                    + " `concordat init` and start each with Concordat.node(directory)");
        }
        if (!MEMBER.matcher(member).matches()) {
            throw new IllegalArgumentException("'" + member + "' is not name=host:port");
        }
        protocol = "raft";
        return this;
    }

    /** Mounts {@code machine} as the group {@code name}. The names of a node's groups are fixed at its first start. */
    public NodeBuilder host(String name, StateMachine machine) {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("'" + name + "' is not a group's name: letters, digits, . _ -");
        }
        if (machines.putIfAbsent(name, machine) != null) {
            throw new IllegalArgumentException("the group '" + name + "' is mounted twice");
        }
        return this;
    }

    /** A setting by its name in {@code cluster.toml}, such as {@code client.timeout}. */
    public NodeBuilder set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    /**
     * Hears, on any thread and once, that storage or an invariant has failed: the node must be closed and started
     * anew.
     */
    public NodeBuilder onFailure(Consumer<String> listener) {
        failed = listener;
        return this;
    }

    /**
     * Starts the node. Blocks while its log is read.
     *
     * @throws StartRefused for a directory that is foreign, damaged or in use
     * @throws IllegalStateException when an artifact is missing on the class path or there twice
     */
    public Node start() throws StartRefused {
        if (protocol == null && home != null) {
            return Providers.one(NodeProvider.class, "io.concordat:concordat-node")
                    .start(home, machines);
        }
        if (machines.isEmpty()) {
            throw new IllegalStateException("nothing to replicate: mount a state machine with host(name, machine)");
        }
        EmbeddedNode.Wishes wishes = new EmbeddedNode.Wishes(
                Providers.protocol(String.valueOf(protocol)), machines, Settings.of(settings), Limits.DEFAULTS, failed);
        try {
            if (home == null) {
                SoleMember member = SoleMember.create(List.copyOf(machines.keySet()));
                InMemoryDisk disk = new InMemoryDisk();
                member.format(disk);
                return EmbeddedNode.start(member, disk, wishes);
            }
            DiskProvider disks = Providers.one(DiskProvider.class, "io.concordat:concordat-storage");
            SoleMember member = SoleMemberFile.openOrCreate(home, List.copyOf(machines.keySet()), disks);
            return EmbeddedNode.start(member, SoleMemberFile.openDisk(home, member, disks), wishes);
        } catch (IOException e) {
            throw SoleMemberFile.refused(e);
        }
    }
}
