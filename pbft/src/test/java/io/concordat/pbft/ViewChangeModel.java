package io.concordat.pbft;

import io.concordat.bytes.Hash;
import io.concordat.pbft.NewViewRules.Reproposal;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything that four members, one of them a liar, can do to a few slots over a few views, searched exhaustively; the
 * rules asked are the real ones, on real certificates. What is abstracted is time: a state says for each slot what
 * each honest member has prepared, which certificates exist at all, and what may have been committed anywhere. A
 * violation is a view that can begin without re-proposing what may have been committed.
 */
final class ViewChangeModel {
    private static final int DIGESTS = 3;
    private static final int NULL = 2;
    private static final int SLOT_BITS = 24;
    private static final int FIRST_SLOT = 2;

    private final int slots;
    private final int views;
    private final int liar;
    private final int[] honest;
    private final Function<List<ViewChange>, List<Reproposal>> rule;
    private final Map<Integer, PreparedCertificate> certificates = new HashMap<>();
    private final Map<Long, ViewChange> changes = new HashMap<>();
    private long judged;
    private String violation;

    ViewChangeModel(int slots, int views, int liar, Function<List<ViewChange>, List<Reproposal>> rule) {
        this.slots = slots;
        this.views = views;
        this.liar = liar;
        this.rule = rule;
        this.honest = Words.FOUR.members().stream()
                .filter(m -> m != liar)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** How many beginnings of views were judged. */
    long judged() {
        return judged;
    }

    /** A way to lose what was committed, or null when there is none. */
    String search() {
        Set<Long> states = step(Set.of(0L), 0);
        for (int view = 1; view < views && violation == null; view++) {
            states = step(states, view);
        }
        return violation;
    }

    private Set<Long> step(Set<Long> states, int view) {
        Set<Long> next = new HashSet<>();
        for (long state : states) {
            for (int[] beginning : view == 0 ? List.of(nothing()) : beginnings(state, view)) {
                if (violation != null) {
                    return next;
                }
                if (view < views - 1) {
                    spread(state, beginning, view, 0, 0L, next);
                }
            }
        }
        return next;
    }

    private int[] nothing() {
        int[] fresh = new int[slots];
        Arrays.fill(fresh, -1);
        return fresh;
    }

    /** All that may happen in a view to the slots from {@code slot} on. */
    private void spread(long state, int[] beginning, int view, int slot, long sofar, Set<Long> into) {
        if (slot == slots) {
            into.add(sofar);
            return;
        }
        for (int outcome : outcomes(part(state, slot), beginning[slot], view)) {
            spread(state, beginning, view, slot + 1, sofar | (long) outcome << (slot * SLOT_BITS), into);
        }
    }

    private static int part(long state, int slot) {
        return (int) (state >>> (slot * SLOT_BITS)) & ((1 << SLOT_BITS) - 1);
    }

    /** A slot's part: three members' prepared (4 bits each: 0, or 1 + view * 3 + digest), existing, committed. */
    private static int prepared(int part, int member) {
        return part >>> (4 * member) & 15;
    }

    private Set<Integer> outcomes(int part, int proposed, int view) {
        Set<Integer> all = new HashSet<>();
        int primary = indexOf(Words.FOUR.primary(view));
        int[] accepted = new int[3];
        for (int code = 0; code < 64; code++) {
            boolean possible = true;
            int common = -1;
            for (int m = 0; m < 3; m++) {
                accepted[m] = (code >>> (2 * m) & 3) - 1;
                boolean offered = accepted[m] < 0 || (proposed >= 0 ? accepted[m] == proposed : accepted[m] != NULL);
                possible &= offered;
                if (accepted[m] >= 0 && primary >= 0) {
                    // An honest primary says the same to all.
                    possible &= common < 0 || common == accepted[m];
                    common = accepted[m];
                }
            }
            if (possible) {
                prepare(part, accepted, view, all);
            }
        }
        return all;
    }

    private int indexOf(int member) {
        for (int m = 0; m < 3; m++) {
            if (honest[m] == member) {
                return m;
            }
        }
        return -1;
    }

    /** With the liar's help two honest acceptances are a certificate; whoever sees it in time has prepared. */
    private void prepare(int part, int[] accepted, int view, Set<Integer> into) {
        for (int digest = 0; digest < DIGESTS; digest++) {
            int acceptors = 0;
            for (int m = 0; m < 3; m++) {
                acceptors |= accepted[m] == digest ? 1 << m : 0;
            }
            if (Integer.bitCount(acceptors) >= 2) {
                int exists = part | 1 << (12 + view * DIGESTS + digest);
                for (int saw = acceptors; ; saw = (saw - 1) & acceptors) {
                    into.add(seen(exists, saw, view, digest));
                    if (saw == 0) {
                        return;
                    }
                }
            }
        }
        into.add(part);
    }

    private static int seen(int part, int saw, int view, int digest) {
        int next = part;
        for (int m = 0; m < 3; m++) {
            if ((saw >>> m & 1) != 0) {
                next = next & ~(15 << (4 * m)) | (1 + view * DIGESTS + digest) << (4 * m);
            }
        }
        // Two honest COMMITs and the liar's decide.
        return Integer.bitCount(saw) >= 2 ? next | 1 << (21 + digest) : next;
    }

    /** Every way in which {@code view} can begin; a slot's digest, or -1 where the view leaves it open. */
    private List<int[]> beginnings(long state, int view) {
        Set<List<Integer>> distinct = new HashSet<>();
        List<ViewChange> ofHonest = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            int[] codes = new int[slots];
            for (int s = 0; s < slots; s++) {
                codes[s] = prepared(part(state, s), m);
            }
            ofHonest.add(change(view, honest[m], codes));
        }
        judge(state, view, ofHonest, distinct);
        for (int[] lie : lies(state)) {
            ViewChange told = change(view, liar, lie);
            for (int left = 0; left < 3; left++) {
                List<ViewChange> some = new ArrayList<>(ofHonest);
                some.set(left, told);
                judge(state, view, some, distinct);
            }
        }
        List<int[]> all = new ArrayList<>();
        for (List<Integer> one : distinct) {
            all.add(one.stream().mapToInt(Integer::intValue).toArray());
        }
        return all;
    }

    /** Whatever the liar can prove, for each slot: nothing, or any certificate that exists. */
    private List<int[]> lies(long state) {
        List<int[]> all = new ArrayList<>(List.of(new int[slots]));
        for (int s = 0; s < slots; s++) {
            List<int[]> more = new ArrayList<>();
            for (int[] lie : all) {
                for (int code = 1; code <= 9; code++) {
                    if ((part(state, s) >>> (12 + code - 1) & 1) != 0) {
                        int[] another = lie.clone();
                        another[s] = code;
                        more.add(another);
                    }
                }
            }
            all.addAll(more);
        }
        return all;
    }

    private void judge(long state, int view, List<ViewChange> quorum, Set<List<Integer>> distinct) {
        judged++;
        int[] beginning = nothing();
        for (Reproposal due : rule.apply(quorum)) {
            beginning[(int) due.index() - FIRST_SLOT] = code(due);
        }
        List<Integer> listed = new ArrayList<>();
        for (int s = 0; s < slots; s++) {
            listed.add(beginning[s]);
            for (int digest = 0; digest < DIGESTS; digest++) {
                if ((part(state, s) >>> (21 + digest) & 1) != 0 && beginning[s] != digest) {
                    violation = "view " + view + " begins with " + beginning[s] + " for slot " + s + ", where " + digest
                            + " may be committed, after " + quorum;
                }
            }
        }
        distinct.add(listed);
    }

    private static int code(Reproposal due) {
        for (int digest = 0; digest < DIGESTS; digest++) {
            if (digest(digest, due.index()).equals(due.digest())) {
                return digest;
            }
        }
        throw new AssertionError("a digest that nobody proposed: " + due);
    }

    private static Hash digest(int digest, long index) {
        return digest == NULL ? NullBatch.digest(index, Words.CONTEXT) : digest == 0 ? Words.A : Words.B;
    }

    private ViewChange change(int view, int signer, int[] codes) {
        long key = view * 8L + signer;
        for (int code : codes) {
            key = key * 16 + code;
        }
        return changes.computeIfAbsent(key, k -> {
            List<PreparedCertificate> list = new ArrayList<>();
            for (int s = 0; s < slots; s++) {
                if (codes[s] > 0) {
                    list.add(certificate(s, codes[s] - 1));
                }
            }
            ViewChange made = Words.change(view, signer, null, list.toArray(PreparedCertificate[]::new));
            String flaw = ViewChangeRules.flaw(made, Words.FOUR, Words.CONFIG);
            if (flaw != null) {
                throw new AssertionError(flaw);
            }
            return made;
        });
    }

    private PreparedCertificate certificate(int slot, int code) {
        return certificates.computeIfAbsent(
                slot * 16 + code,
                k -> Words.prepared(
                        code / DIGESTS, FIRST_SLOT + slot, digest(code % DIGESTS, FIRST_SLOT + slot), Words.FOUR));
    }
}
