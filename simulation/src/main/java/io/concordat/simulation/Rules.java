package io.concordat.simulation;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Verifier;
import io.concordat.membership.Quorum;
import io.concordat.protocol.PromiseRules;
import io.concordat.simulation.invariants.AppliedInOrder;
import io.concordat.simulation.invariants.Checks;
import io.concordat.simulation.invariants.ClusterTimeMonotone;
import io.concordat.simulation.invariants.CommittedByMajority;
import io.concordat.simulation.invariants.CommittedForever;
import io.concordat.simulation.invariants.CompactedIsCommitted;
import io.concordat.simulation.invariants.EqualExecution;
import io.concordat.simulation.invariants.EqualRoots;
import io.concordat.simulation.invariants.EventsInOrder;
import io.concordat.simulation.invariants.ExactlyOnce;
import io.concordat.simulation.invariants.FewViewChanges;
import io.concordat.simulation.invariants.HardStateMonotone;
import io.concordat.simulation.invariants.LeaderAppendOnly;
import io.concordat.simulation.invariants.LeaderCompleteness;
import io.concordat.simulation.invariants.LogMatching;
import io.concordat.simulation.invariants.ModelAgreement;
import io.concordat.simulation.invariants.NobodyAccused;
import io.concordat.simulation.invariants.OneLeaderPerTerm;
import io.concordat.simulation.invariants.PoliteServed;
import io.concordat.simulation.invariants.PromiseAuditor;
import io.concordat.simulation.invariants.RealTimeOrder;
import io.concordat.simulation.invariants.SignedByClient;
import io.concordat.simulation.invariants.SnapshotIsProved;
import io.concordat.simulation.invariants.UniqueCommands;
import io.concordat.simulation.workload.Workload;
import java.util.Set;
import java.util.function.LongSupplier;

/** All invariants of one simulation, over one tally. */
final class Rules {
    final Checks checks;
    final OneLeaderPerTerm oneLeader;
    final NobodyAccused nobodyAccused;
    final HardStateMonotone hardState;
    final LogMatching logMatching;
    final CommittedForever committed;
    final CommittedByMajority majority;
    final LeaderCompleteness completeness;
    final LeaderAppendOnly appendOnly;
    final CompactedIsCommitted compacted;
    final SnapshotIsProved proved;
    final AppliedInOrder applied;
    final PromiseAuditor promises;
    final ExactlyOnce exactlyOnce;
    final EqualExecution execution;
    final EqualRoots roots;
    final ClusterTimeMonotone clusterTime;
    final RealTimeOrder realTime;
    final EventsInOrder events;
    final UniqueCommands unique;
    final ModelAgreement model;
    final PoliteServed polite;
    final SignedByClient signed;
    final FewViewChanges views;

    Rules(
            int nodes,
            LongSupplier now,
            PromiseRules promiseRules,
            Workload.Model replay,
            Verifier verifier,
            Set<Bytes> clients) {
        checks = new Checks(now);
        oneLeader = new OneLeaderPerTerm(checks);
        nobodyAccused = new NobodyAccused(checks);
        hardState = new HardStateMonotone(checks);
        logMatching = new LogMatching(checks);
        committed = new CommittedForever(checks);
        majority = new CommittedByMajority(checks, nodes);
        completeness = new LeaderCompleteness(checks, committed);
        appendOnly = new LeaderAppendOnly(checks);
        compacted = new CompactedIsCommitted(checks, committed);
        applied = new AppliedInOrder(checks);
        promises = new PromiseAuditor(checks, promiseRules);
        exactlyOnce = new ExactlyOnce(checks);
        execution = new EqualExecution(checks);
        roots = new EqualRoots(checks);
        proved = new SnapshotIsProved(checks, promiseRules, roots);
        clusterTime = new ClusterTimeMonotone(checks);
        realTime = new RealTimeOrder(checks);
        events = new EventsInOrder(checks);
        unique = new UniqueCommands(checks);
        model = new ModelAgreement(checks, replay);
        polite = new PoliteServed(checks);
        signed = new SignedByClient(checks, verifier, clients);
        views = new FewViewChanges(checks, Quorum.byzantineFaults(nodes));
    }
}
