package io.concordat.jepsen.nemesis;

import io.concordat.jepsen.network.Conditions;
import java.time.Duration;
import java.util.List;

/** All nemeses there are. */
public final class Nemeses {
    private static final int EIO = 5;
    private static final int ENOSPC = 28;
    private static final List<Nemesis> ALL = List.of(
            new Kill(),
            new Pause(),
            new RestartLoop(),
            Partition.ofLinks(),
            Partition.ofPackets(),
            new BadLinks(
                    "slow",
                    "makes links between nodes slow: 150 ms each way, 256 KiB a second",
                    Conditions.slow(Duration.ofMillis(150), 256 << 10)),
            new BadLinks(
                    "lossy", "loses a fifth of what passes between nodes; TCP sends it again", Conditions.lossy(0.2)),
            new BadLinks(
                    "corrupt",
                    "flips bits in what passes between nodes, past TCP's checksum",
                    Conditions.corrupting(0.02)),
            new ResetConnections(),
            new LyingLibrary(
                    "clock",
                    "lets wall clocks jump by up to an hour, forwards or backwards",
                    Interposer.Lie.CLOCK_NANOS,
                    random -> (long)
                            ((random.nextDouble() * 2 - 1) * Duration.ofHours(1).toNanos()),
                    false),
            new LyingLibrary(
                    "slow-disk",
                    "lets every sync take 50 to 400 ms longer",
                    Interposer.Lie.SYNC_DELAY_MICROS,
                    random -> 50_000 + random.nextInt(350_000),
                    false),
            new LyingLibrary("failing-sync", "lets syncs fail (EIO)", Interposer.Lie.SYNC_ERROR, random -> EIO, true),
            new LyingLibrary(
                    "full-disk", "lets writes fail (ENOSPC)", Interposer.Lie.WRITE_ERROR, random -> ENOSPC, true),
            DamagedDisk.bitFlip(),
            DamagedDisk.wipe(),
            new PowerCut(),
            new CpuSqueeze(),
            new MemorySqueeze(),
            new LeaderTransfer(),
            new ForcedSnapshots(),
            new ByzantineReplica(),
            new ClientCrash(),
            new ClientPause());

    private Nemeses() {}

    public static List<Nemesis> all() {
        return ALL;
    }

    /**
     * As {@link Selection#parse}; {@code all} is every one that works on this machine with this protocol. Throws {@link
     * IllegalArgumentException} for one that cannot strike a cluster of {@code protocol}.
     */
    public static List<Selection> select(String list, String protocol) {
        if (list.equals("all")) {
            Machine machine = new Machine();
            return ALL.stream()
                    .filter(n -> n.protocols().contains(protocol)
                            && n.missing(machine).isEmpty())
                    .map(n -> new Selection(n, ""))
                    .toList();
        }
        List<Selection> chosen = Selection.parse(list);
        for (Selection one : chosen) {
            List<String> protocols = one.nemesis().protocols();
            if (!protocols.contains(protocol)) {
                throw new IllegalArgumentException(
                        "'" + one.nemesis().word() + "' strikes clusters of " + String.join(", ", protocols) + " only");
            }
        }
        return chosen;
    }

    /** Throws {@link IllegalArgumentException}, naming those there are. */
    public static Nemesis named(String word) {
        return ALL.stream()
                .filter(n -> n.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no nemesis '" + word + "'; there are "
                        + String.join(", ", ALL.stream().map(Nemesis::word).toList())));
    }
}
