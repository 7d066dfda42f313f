package io.concordat.jepsen.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Several engines on one problem; the first to decide stops the others. */
public final class Race implements Engine {
    private final List<Engine> engines;

    public Race(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    @Override
    public String name() {
        return "race";
    }

    @Override
    public <S> Verdict decide(Problem<S> problem, Budget budget) {
        ExecutorService threads = Executors.newFixedThreadPool(engines.size(), Race::daemon);
        Budget shared = budget.child();
        try {
            ExecutorCompletionService<Verdict> running = new ExecutorCompletionService<>(threads);
            engines.forEach(engine -> running.submit(() -> decideSafely(engine, problem, shared)));
            List<Verdict> undecided = new ArrayList<>();
            for (int i = 0; i < engines.size(); i++) {
                Verdict verdict = running.take().get();
                if (!(verdict instanceof Verdict.Unknown)) {
                    return verdict;
                }
                undecided.add(verdict);
            }
            return undecided.get(undecided.size() - 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict.Unknown("interrupted", 0, name());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            shared.cancel();
            threads.shutdown();
        }
    }

    private static <S> Verdict decideSafely(Engine engine, Problem<S> problem, Budget budget) {
        try {
            return engine.decide(problem, budget);
        } catch (OutOfMemoryError e) {
            return new Verdict.Unknown("memory: the heap is full", 0, engine.name());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "check");
        thread.setDaemon(true);
        return thread;
    }
}
