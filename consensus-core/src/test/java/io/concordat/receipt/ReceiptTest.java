package io.concordat.receipt;

import static io.concordat.receipt.Receipts.CHECK;
import static io.concordat.receipt.Receipts.CLIENT;
import static io.concordat.receipt.Receipts.CONTEXT;
import static io.concordat.receipt.Receipts.DONE;
import static io.concordat.receipt.Receipts.SESSION;
import static io.concordat.receipt.Receipts.bundle;
import static io.concordat.receipt.Receipts.receipt;
import static io.concordat.receipt.Receipts.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.receipt.Receipt.Outcome;
import io.concordat.receipt.Receipt.SignedReply;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a receipt proves, and that none of it can be changed. */
class ReceiptTest {
    private static Receipt good() throws MalformedException {
        return receipt(bundle(CLIENT, CONTEXT, "first", "second", "third"), 8, DONE, 2, 4);
    }

    @Test
    void aReceiptHoldsByTheKeysAloneAndSurvivesItsEncoding() throws MalformedException {
        Receipt receipt = good();
        assertThat(CHECK.flaw(receipt)).isNull();
        assertThat(receipt.command()).isEqualTo(Bytes.utf8("second"));
        assertThat(receipt.place().digest(CONTEXT).bytes()).isEqualTo(receipt.certificate());
        assertThat(CHECK.flaw(Receipt.decode(receipt.encode(), Limits.DEFAULTS)))
                .isNull();
    }

    @Test
    void everyChangedByteMakesItWorthless() throws MalformedException {
        Bytes encoded = good().encode();
        for (int at = 0; at < encoded.length(); at++) {
            byte[] bytes = encoded.toArray();
            bytes[at] ^= (byte) (1 << at % 8);
            try {
                assertThat(CHECK.flaw(Receipt.decode(Bytes.wrap(bytes), Limits.DEFAULTS)))
                        .as("byte %d", at)
                        .isNotNull();
            } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void oneMemberIsNoProofAndNobodyIsCountedTwice() throws MalformedException {
        Bundle bundle = bundle(CLIENT, CONTEXT, "x");
        assertThat(CHECK.flaw(receipt(bundle, 7, DONE, 2))).startsWith("replies: 1 where 2");
        assertThat(CHECK.flaw(receipt(bundle, 7, DONE, 2, 3, 4))).startsWith("replies: 3 where 2");
        assertThat(CHECK.flaw(receipt(bundle, 7, DONE, 2, 2))).contains("counted twice");
        Receipt stranger = receipt(bundle, 7, DONE, 2)
                .with(List.of(
                        new SignedReply(2, Bytes.wrap(new byte[64])), new SignedReply(9, Bytes.wrap(new byte[64]))));
        assertThat(CHECK.flaw(stranger)).startsWith("replies: node 2 has not signed");
    }

    @Test
    void membersWhoSayDifferentThingsProveNothing() throws MalformedException {
        Bundle bundle = bundle(CLIENT, CONTEXT, "x");
        Receipt one = receipt(bundle, 7, DONE, 2);
        Receipt other = receipt(bundle, 7, new Outcome(true, DONE.bytes()), 3);
        assertThat(CHECK.flaw(
                        one.with(List.of(one.replies().get(0), other.replies().get(0)))))
                .contains("node 3 has not signed");
    }

    @Test
    void onlyAnEnrolledClientsOwnCommandInItsOwnGroupHasAReceipt() throws MalformedException {
        assertThat(CHECK.flaw(receipt(bundle(signer(7), CONTEXT, "x"), 7, DONE, 1, 2)))
                .contains("not enrolled");
        GroupContext elsewhere = new GroupContext(CONTEXT.cluster(), 4, 0);
        assertThat(CHECK.flaw(receipt(bundle(CLIENT, elsewhere, "x"), 7, DONE, 1, 2)))
                .contains("another cluster or group");
        Bundle question = Bundle.query(
                new Bundle.Identity(CONTEXT.cluster(), CONTEXT.group(), SESSION, CLIENT.publicKey()),
                Bytes.utf8("x"),
                CLIENT::sign);
        Receipt like = good();
        assertThat(CHECK.flaw(
                        new Receipt(CONTEXT, question, 7, like.place(), like.certificate(), DONE, like.replies())))
                .contains("no commands");
        Receipt moved = new Receipt(CONTEXT, like.bundle(), 10, like.place(), like.certificate(), DONE, like.replies());
        assertThat(CHECK.flaw(moved)).startsWith("number:");
    }

    @Test
    void aBatchThatDoesNotHoldItIsNotItsPlace() throws MalformedException {
        Receipt like = good();
        Bundle other = bundle(CLIENT, CONTEXT, "first", "something else", "third");
        Receipt forged = new Receipt(CONTEXT, other, 8, like.place(), like.certificate(), DONE, like.replies());
        assertThat(CHECK.flaw(forged)).startsWith("batch:");
    }

    @Test
    void rubbishIsRefusedAndBreaksNothing() throws MalformedException {
        Random random = new Random(5);
        Bytes encoded = good().encode();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes =
                    encoded.slice(0, random.nextInt(encoded.length() + 1)).toArray();
            for (int j = 0; j < 3 && bytes.length > 0; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Receipt.decode(Bytes.wrap(bytes), Limits.DEFAULTS).encode();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void aBatchIsKnownByItsBundlesDigestsAlone() {
        Batch batch = Batch.of(2, 3, 4, List.of(bundle(CLIENT, CONTEXT, "x"), bundle(CLIENT, CONTEXT, "y")));
        assertThat(Receipt.Place.of(batch).digest(CONTEXT)).isEqualTo(batch.digest(CONTEXT));
        Batch empty = Batch.of(2, 3, 4, List.of());
        assertThat(Receipt.Place.of(empty).digest(CONTEXT)).isEqualTo(empty.digest(CONTEXT));
    }
}
