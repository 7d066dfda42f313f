package io.concordat.pbft;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.log.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One index that is being agreed on, over all views: what was proposed, who voted for what, what is proved. */
final class Slot {
    private final long index;
    private final SortedMap<Integer, Statement> prepares = new TreeMap<>();
    private final SortedMap<Integer, Statement> commits = new TreeMap<>();
    private final SortedMap<Bytes, Batch> bodies = new TreeMap<>();
    private @Nullable Statement proposal;
    private @Nullable Hash stored;
    private @Nullable PreparedCertificate prepared;
    private @Nullable CommitCertificate decided;
    private @Nullable Statement ownPrepare;
    private @Nullable Statement ownCommit;
    private long ownCommitSeq;

    Slot(long index) {
        this.index = index;
    }

    long index() {
        return index;
    }

    /** The one accepted in the highest view so far. */
    @Nullable
    Statement proposal() {
        return proposal;
    }

    /** The one accepted in {@code view}. */
    @Nullable
    Statement proposalOf(long view) {
        return proposal != null && proposal.view() == view ? proposal : null;
    }

    /** Replaces what an earlier view proposed; never what this one did (P11). */
    void accept(Statement next) {
        proposal = next;
        prune();
    }

    void hold(Hash digest, Batch batch) {
        bodies.put(digest.bytes(), batch);
        prune();
    }

    @Nullable
    Batch body(Hash digest) {
        return bodies.get(digest.bytes());
    }

    /** Whether the slot's body on disk, or on its way there, is the batch of this digest. */
    boolean stores(Hash digest) {
        return digest.equals(stored);
    }

    void stored(Hash digest) {
        stored = digest;
    }

    /** Only what somebody may still ask for or execute. */
    private void prune() {
        bodies.keySet().removeIf(d -> !wanted(new Hash(d)));
    }

    /** Whether a batch of this digest has a meaning for this slot. */
    boolean wanted(Hash digest) {
        return (proposal != null && proposal.digest().equals(digest))
                || (prepared != null && prepared.digest().equals(digest))
                || (decided != null && decided.digest().equals(digest));
    }

    /**
     * Counts a PREPARE or COMMIT: of each member the one of its highest view, so that nothing grows.
     *
     * @return the vote it contradicts, or null
     */
    @Nullable
    Statement vote(Statement vote) {
        SortedMap<Integer, Statement> votes = vote.phase() == Phase.PREPARE ? prepares : commits;
        Statement before = votes.get(vote.signer());
        if (before != null && before.contradicts(vote)) {
            return before;
        }
        if (before == null || before.view() < vote.view()) {
            votes.put(vote.signer(), vote);
        }
        return null;
    }

    /** PREPAREs for what was proposed in {@code view}, in the order of their signers. */
    List<Statement> preparesFor(Statement of) {
        return matching(prepares, Phase.PREPARE, of.view(), of.digest());
    }

    /** Commits of one view and digest that make a quorum, whatever view that is. */
    @Nullable
    List<Statement> commitQuorum(int quorum) {
        for (Statement commit : commits.values()) {
            List<Statement> same = matching(commits, Phase.COMMIT, commit.view(), commit.digest());
            if (same.size() >= quorum) {
                return same.subList(0, quorum);
            }
        }
        return null;
    }

    private List<Statement> matching(SortedMap<Integer, Statement> votes, Phase phase, long view, Hash digest) {
        List<Statement> same = new ArrayList<>();
        for (Statement vote : votes.values()) {
            if (vote.says(phase, view, index, digest)) {
                same.add(vote);
            }
        }
        return same;
    }

    @Nullable
    PreparedCertificate prepared() {
        return prepared;
    }

    /** The highest view's is the one that counts (P19, P21). */
    void prepared(PreparedCertificate certificate) {
        if (prepared == null || prepared.view() < certificate.view()) {
            prepared = certificate;
        }
    }

    @Nullable
    CommitCertificate decided() {
        return decided;
    }

    void decided(CommitCertificate certificate) {
        if (decided == null) {
            decided = certificate;
        }
    }

    @Nullable
    Statement ownPrepare() {
        return ownPrepare;
    }

    @Nullable
    Statement ownCommit() {
        return ownCommit;
    }

    void ownPrepare(Statement statement) {
        ownPrepare = statement;
        vote(statement);
    }

    /** {@code seq}: the write that holds it, 0 for one of an earlier life's. */
    void ownCommit(Statement statement, long seq) {
        ownCommit = statement;
        ownCommitSeq = seq;
        vote(statement);
    }

    /** The write that must be done before {@code certificate} is a quorum's word on a quorum's disks; 0 for none. */
    long restsOn(CommitCertificate certificate) {
        return certificate.commits().stream().anyMatch(c -> c.equals(ownCommit)) ? ownCommitSeq : 0;
    }

    /** Whether this member has voted for what was proposed in {@code view}, in the given phase. */
    static boolean spoken(@Nullable Statement own, long view) {
        return own != null && own.view() == view;
    }
}
