package io.concordat.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.log.Batch;
import io.concordat.pbft.PbftMessage.PrePrepare;
import io.concordat.pbft.TestGroup.Flight;
import io.concordat.protocol.Event;
import io.concordat.protocol.LogWrite;
import io.concordat.protocol.RecordKey;
import io.concordat.protocol.RecordKind;
import io.concordat.protocol.RecordOp;
import io.concordat.protocol.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is on disk before it is said, and what a restart finds there. */
class MemoryStoriesTest {
    private final TestGroup group = new TestGroup(4);

    @Test
    void P61_aViewChangeLeavesOnlyAfterItIsSynced() {
        group.member(3).diskStands = true;
        leavesAlone(3);
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.VIEW_CHANGE));
        group.member(3).diskStands = false;
        group.settle();
        assertThat(group.sent).anyMatch(f -> f.from() == 3 && f.says(Phase.VIEW_CHANGE));
    }

    @Test
    void P61_theViewThatWasLeftForOutlivesARestart() {
        leavesAlone(3);
        group.member(3).crash();
        group.member(3).start();
        assertThat(group.member(3).view()).isEqualTo(1);
        assertThat(group.member(3).protocol.status().leader())
                .as("it has not begun")
                .isZero();
    }

    @Test
    void P61_aPrimarysFirstProposalLeavesOnlyAfterItIsOnDiskThatItProposes() {
        group.member(1).diskStands = true;
        group.request(1);
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.message() instanceof PrePrepare);
        group.member(1).diskStands = false;
        group.settle();
        assertThat(group.executed()).containsOnly(2L);
    }

    @Test
    void P62_thePrimarysOtherStoryIsNotBelievedAfterARestart() {
        group.deliver(new Flight(1, 3, proposal(1)));
        group.settle();
        assertThat(group.sent).anyMatch(f -> f.from() == 3 && f.says(Phase.PREPARE));
        group.member(3).crash();
        group.member(3).start();
        group.sent.clear();
        group.deliver(new Flight(1, 3, proposal(2)));
        group.settle();
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.says(Phase.PREPARE));
        assertThat(group.member(3).accused).hasSize(1);
    }

    @Test
    void P63_aLogThatHasLostItsEndHasLostPromisesToo() {
        group.requests(5);
        group.member(3).tear();
        group.member(3).start();
        group.sent.clear();
        assertThat(group.member(3).protocol.status().role()).isEqualTo(Role.RECOVERY);
        group.requests(1);
        group.pass(1_000);
        assertThat(group.equal()).as("what is decided is executed").isTrue();
        assertThat(group.sent).noneMatch(f -> f.from() == 3 && f.message() instanceof PbftMessage.Signed);
    }

    @Test
    void aBatchIsWrittenOnceAndIsTheLogsOwnAfterwards() {
        group.requests(3);
        for (TestMember member : group.all) {
            List<RecordOp.Put> puts = member.writes.stream()
                    .flatMap(w -> w.ops().stream())
                    .filter(RecordOp.Put.class::isInstance)
                    .map(RecordOp.Put.class::cast)
                    .toList();
            assertThat(puts).filteredOn(p -> p.key().kind() == RecordKind.BODY).hasSize(3);
            assertThat(puts)
                    .filteredOn(p -> p.key().kind() == RecordKind.BATCH)
                    .hasSize(3)
                    .allMatch(p -> p.payload().isEmpty());
        }
    }

    /** Its slot's body is what a lying primary has told it alone. */
    @Test
    void P61_anEntryNamesNoBodyButItsOwn() {
        group.deliver(new Flight(1, 3, proposal(1)));
        group.lose(f -> f.to() == 3 && f.message() instanceof PrePrepare);
        group.requests(1);
        group.pass(1_000);
        assertThat(group.executed()).containsOnly(2L);
        assertThat(group.member(3).entries())
                .extracting(e -> e.batch().encoded())
                .isEqualTo(group.member(2).entries().stream()
                        .map(e -> e.batch().encoded())
                        .toList());
    }

    /** Three others have it on theirs, and tell it again after a power cut. */
    @Test
    void whatIsDecidedIsExecutedBeforeTheOwnDiskHasIt() {
        group.member(3).diskStands = true;
        group.requests(2);
        assertThat(group.executed()).containsOnly(3L);
        assertThat(group.member(3).entries()).as("where all start").hasSize(1);
        group.member(3).crash();
        group.member(3).diskStands = false;
        group.member(3).start();
        assertThat(group.member(3).applied).hasSizeLessThan(3);
        group.pass(1_000);
        assertThat(group.executed()).containsOnly(3L);
        assertThat(group.equal()).isTrue();
    }

    /** Two others and itself make a quorum; what is on two disks only, a liar among them can make undone. */
    @Test
    void P61_theOwnCommitDecidesNothingBeforeItIsSynced() {
        group.lose(f -> f.says(Phase.COMMIT) && f.from() == 4 && f.to() == 3);
        TestMember own = group.member(3);
        own.diskStandsAt = w -> w.ops().stream()
                .anyMatch(o -> o instanceof RecordOp.Put put
                        && put.key().equals(new RecordKey(RecordKind.OWN_MESSAGE, Journal.preparedPlace(2))));
        group.requests(1);
        assertThat(group.executed()).as("decided by all").containsOnly(2L);
        assertThat(own.applied).as("its own word is not on disk yet").hasSize(1);
        own.diskStandsAt = w -> false;
        group.settle();
        assertThat(own.applied).hasSize(2);
    }

    @Test
    void aSoleMemberExecutesOnlyWhatItsDiskHolds() {
        TestGroup alone = new TestGroup(1);
        alone.member(1).diskStands = true;
        alone.requests(1);
        assertThat(alone.member(1).applied).hasSize(1);
        alone.member(1).diskStands = false;
        alone.settle();
        assertThat(alone.member(1).applied).hasSize(2);
    }

    @Test
    void anEntryAloneIsWrittenPatientlyAndAPromiseIsNot() {
        group.requests(1);
        for (LogWrite write : group.member(2).writes) {
            boolean decides = write.ops().stream()
                    .anyMatch(o -> o instanceof RecordOp.Put put && put.key().kind() == RecordKind.BATCH);
            boolean promises = write.ops().stream()
                    .anyMatch(o -> o instanceof RecordOp.Put put && put.key().kind() == RecordKind.OWN_MESSAGE);
            assertThat(write.patient()).isEqualTo(decides && !promises);
        }
    }

    /** What a body stands for must not be taken away by what is accepted later for the same slot. */
    @Test
    void P61_whatIsExecutedKeepsItsBodyWhateverALiarProposesAfterARestart() {
        group.lose(f -> f.to() == 3 && f.message() instanceof PrePrepare);
        group.requests(2);
        group.pass(1_000);
        assertThat(group.executed()).containsOnly(3L);
        group.member(3).crash();
        group.member(3).start();
        group.loseNothing();
        int before = group.member(3).writes.size();
        Batch other = Batch.of(3, 77, 0, List.of());
        group.deliver(new Flight(
                1, 3, new PrePrepare(Words.say(Phase.PRE_PREPARE, 0, 3, other.digest(Words.CONTEXT), 1), other)));
        group.settle();
        List<LogWrite> since =
                group.member(3).writes.subList(before, group.member(3).writes.size());
        assertThat(since.stream().flatMap(w -> w.ops().stream()))
                .noneMatch(o -> o instanceof RecordOp.Put put && put.key().kind() == RecordKind.BODY);
    }

    /** The barrier it must wait for moves with what is agreed on: that must not begin before it is known. */
    @Test
    void whoWaitsForSomebodyToHearFromAsksForNoFavours() {
        group.requests(3);
        group.member(3).wipe();
        group.member(3).start();
        group.lose(f -> f.from() + f.to() == 7);
        group.pass(60_000);
        assertThat(group.member(1).protocol.status().commitIndex())
                .as("a barrier that stays")
                .isLessThan(10);
        group.loseNothing();
        group.pass(20_000);
        assertThat(group.member(3).protocol.status().role()).isEqualTo(Role.BACKUP);
    }

    /** Only this member has a client who waits, and nobody hears of it. */
    private void leavesAlone(int node) {
        group.lose(f -> true);
        group.member(node).step(new Event.Wanted(TestMember.request(1)));
        group.pass(2_200);
        assertThat(group.member(node).view()).isEqualTo(1);
    }

    private static PrePrepare proposal(int mark) {
        Batch batch = Batch.of(2, mark, 0, List.of());
        return new PrePrepare(Words.say(Phase.PRE_PREPARE, 0, 2, batch.digest(Words.CONTEXT), 1), batch);
    }
}
