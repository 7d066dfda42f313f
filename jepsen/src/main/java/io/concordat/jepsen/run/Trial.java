package io.concordat.jepsen.run;

import io.concordat.jepsen.check.Budget;
import io.concordat.jepsen.check.Checker;
import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.check.Verdict;
import io.concordat.jepsen.check.Window;
import io.concordat.jepsen.check.WindowFinder;
import io.concordat.jepsen.cluster.TestedCluster;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.nemesis.Arena;
import io.concordat.jepsen.nemesis.Conductor;
import io.concordat.jepsen.nemesis.Tools;
import io.concordat.jepsen.workload.ClusterWorkload;
import io.concordat.jepsen.workload.Scribe;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One run from an empty directory to a verdict: a cluster of processes, clients, faults, healing, reading back,
 * checking. {@link #stop} ends the faults early; what was recorded is checked all the same.
 */
public final class Trial {
    private static final Duration STARTING = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(50);
    /** Without faults at first, so that there is something to compare with. */
    private static final Duration CALM = Duration.ofSeconds(2);

    private final RunPlan plan;
    private final ClusterWorkload workload;
    private final RunListener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Conductor conductor;

    public Trial(RunPlan plan, ClusterWorkload workload, RunListener listener) {
        this.plan = plan;
        this.workload = workload;
        this.listener = listener;
    }

    /** Any thread: heals and checks what there is. */
    public void stop() {
        stopped.countDown();
        Conductor playing = conductor;
        if (playing != null) {
            playing.stop();
        }
    }

    /** Blocks until there is a verdict; all processes are gone when it returns. */
    public RunResult run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Files.createDirectories(plan.directory());
        Recorder recorder;
        Settling.Settled settled;
        String broken;
        // Closed after the cluster: no disk goes while a process has files on it.
        try (Tools tools = Tools.make(plan.directory(), plan.nemeses(), plan.nodes(), plan.port());
                TestedCluster cluster = cluster(tools)) {
            tools.mount(cluster);
            start(cluster);
            recorder = new Recorder();
            broken = underFaults(cluster, tools, recorder);
            listener.phase("healing: every node runs again, everything is read back, states are compared");
            settled = new Settling(cluster, workload, scribe(recorder)).settle();
        }
        listener.phase("checking " + recorder.events() + " events");
        CountDownLatch judged = new CountDownLatch(1);
        long checking = System.nanoTime();
        Thread ticker = ticker(() -> listener.checking((System.nanoTime() - checking) / 1_000_000), judged);
        RunResult result;
        try {
            result = judge(recorder, broken, settled, began);
        } finally {
            judged.countDown();
            ticker.join();
        }
        listener.phase("verdict: " + result.validity().name().toLowerCase(Locale.ROOT));
        return result;
    }

    private TestedCluster cluster(Tools tools) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of("jvm.heap", "256MiB", "snapshot.every-commands", "300"));
        settings.put("services", String.join(",", workload.services()));
        settings.putAll(plan.settings());
        TestedCluster.Layout layout = new TestedCluster.Layout(
                plan.protocol(),
                plan.nodes(),
                plan.port(),
                plan.clients(),
                plan.seed(),
                plan.classPath(),
                settings,
                tools.addresses());
        return TestedCluster.make(plan.directory().resolve("cluster"), layout, tools::prepare);
    }

    private void start(TestedCluster cluster) throws IOException {
        listener.phase("starting " + plan.nodes() + " nodes of " + plan.protocol() + ", seed " + plan.seed());
        try {
            cluster.processes().startAll(STARTING);
        } catch (TimeoutException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Scribe scribe(Recorder recorder) {
        int all = plan.clients() + 1;
        return new Scribe(plan.clients(), all, recorder.origin(), () -> {}, recorder::event, recorder::trouble);
    }

    /** Returns why a fault could not be taken back; empty when all could. */
    private String underFaults(TestedCluster cluster, Tools tools, Recorder recorder) throws InterruptedException {
        listener.phase("running " + workload.name() + " with " + plan.clients() + " clients for "
                + plan.time().toSeconds() + " s");
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch connected = new CountDownLatch(plan.clients());
        Random random = new Random(plan.seed());
        List<Worker> workers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < plan.clients(); client++) {
            Worker worker = new Worker(
                    cluster,
                    workload,
                    client,
                    plan.clients() + 1,
                    plan.rate() / plan.clients(),
                    new Random(random.nextLong()),
                    recorder,
                    connected,
                    done);
            workers.add(worker);
            threads.add(new Thread(worker, TestedCluster.client(client)));
        }
        threads.forEach(Thread::start);
        Thread ticker = ticker(() -> listener.progress(recorder.now() / 1_000_000, recorder.events() / 2), done);
        try {
            awaitAll(connected);
            stopped.await(CALM.toNanos(), TimeUnit.NANOSECONDS);
            Arena arena = new Arena(cluster, new Random(random.nextLong()), tools, handles(workers));
            Conductor playing = new Conductor(arena, plan.nemeses(), random.nextLong(), told(recorder));
            conductor = playing;
            if (stopped.getCount() > 0) {
                playing.play(
                        plan.time().minus(CALM).isNegative()
                                ? Duration.ZERO
                                : plan.time().minus(CALM));
            }
            return playing.failure() == null ? "" : playing.failure();
        } finally {
            done.countDown();
            ticker.join();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void awaitAll(CountDownLatch connected) throws InterruptedException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (stopped.getCount() > 0 && System.nanoTime() - deadline < 0) {
            if (connected.await(POLL.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    /** Once a second until {@code done}. */
    private static Thread ticker(Runnable tick, CountDownLatch done) {
        Thread ticker = new Thread(
                () -> {
                    try {
                        while (!done.await(1, TimeUnit.SECONDS)) {
                            tick.run();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "progress");
        ticker.start();
        return ticker;
    }

    private Arena.ClientHandles handles(List<Worker> workers) {
        return new Arena.ClientHandles() {
            @Override
            public int count() {
                return workers.size();
            }

            @Override
            public void crash(int client) {
                workers.get(client).crash();
            }

            @Override
            public void pause(int client, Duration howLong) {
                workers.get(client).pause(howLong);
            }
        };
    }

    private Conductor.Listener told(Recorder recorder) {
        return new Conductor.Listener() {
            @Override
            public void struck(String nemesis, String target) {
                listener.fault(nemesis + " " + target);
            }

            @Override
            public void healed(String nemesis, String target, long began, int signs) {
                recorder.fault(new FaultSpan(nemesis, target, began - recorder.origin(), recorder.now(), signs));
                listener.fault(nemesis + " " + target + " is over");
            }
        };
    }

    private RunResult judge(Recorder recorder, String broken, Settling.Settled settled, long began) {
        List<Event> events = recorder.history();
        Pairing pairing = new Pairing(Notation.EDN);
        events.forEach(pairing::accept);
        History history = pairing.finish();
        Judgement judgement = Checker.standard()
                .judge(workload.model(), history, Budget.of(plan.checkLimit().toNanos()));
        Findings findings = new Findings();
        findings.history(judgement);
        workload.complaint().ifPresent(findings::wrong);
        recorder.accidents().forEach(findings::open);
        if (settled.statesDiffer()) {
            findings.wrong("the nodes' states differ at index " + settled.index() + ": " + settled.hashes());
        }
        if (!settled.trouble().isEmpty()) {
            findings.open(settled.trouble());
        }
        if (!broken.isEmpty()) {
            findings.open("a fault could not be made, or not be taken back: " + broken);
        }
        List<Hurt.Taken> taken = Hurt.taken(events, recorder.now());
        List<String> words =
                plan.nemeses().stream().map(s -> s.nemesis().word()).distinct().toList();
        return new RunResult(
                plan,
                workload.name(),
                workload.modelName(),
                findings.validity(),
                findings.reasons(),
                events,
                judgement,
                window(judgement),
                settled.hashes(),
                recorder.faults(),
                Hurt.counts(words, taken, recorder.faults()),
                recorder.troubles(),
                (System.nanoTime() - began) / 1e9);
    }

    private @Nullable Window<?> window(Judgement judgement) {
        if (judgement.validity() != Validity.INVALID || judgement.decisive() == null) {
            return null;
        }
        Budget budget = Budget.of(plan.checkLimit().toNanos());
        return WindowFinder.find(judgement.decisive().problem(), budget).orElse(null);
    }

    /** What is wrong, and what could not be decided. */
    private static final class Findings {
        private final List<String> wrong = new ArrayList<>();
        private final List<String> open = new ArrayList<>();

        void history(Judgement judgement) {
            if (judgement.decisive() == null) {
                return;
            }
            Verdict verdict = judgement.decisive().verdict();
            if (verdict instanceof Verdict.Invalid invalid) {
                wrong("the history is not linearizable: no order explains ["
                        + invalid.culprit().describe() + "]"
                        + (invalid.reason().isEmpty() ? "" : ", " + invalid.reason()));
            } else if (verdict instanceof Verdict.Unknown unknown) {
                open("the history could not be decided: " + unknown.cause());
            }
        }

        void wrong(String why) {
            wrong.add(why);
        }

        void open(String why) {
            open.add(why);
        }

        Validity validity() {
            return !wrong.isEmpty() ? Validity.INVALID : !open.isEmpty() ? Validity.UNKNOWN : Validity.VALID;
        }

        List<String> reasons() {
            List<String> all = new ArrayList<>(wrong);
            all.addAll(open);
            return all;
        }
    }
}
