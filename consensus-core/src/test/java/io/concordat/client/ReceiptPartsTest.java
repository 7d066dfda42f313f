package io.concordat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.config.Limits;
import io.concordat.receipt.Receipt;
import io.concordat.receipt.ReceiptCheck;
import io.concordat.receipt.Receipts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A receipt from members of whom some lie, forget, or say nothing. */
class ReceiptPartsTest {
    private static final ReceiptCheck CHECK = Receipts.CHECK;
    private final ReceiptParts parts = new ReceiptParts(CHECK, 4);

    private String add(Receipt part) {
        return parts.add(part.encode(), Limits.DEFAULTS);
    }

    @Test
    void twoThatSayTheSameMakeAReceipt() throws Exception {
        assertThat(add(Receipts.by("42", 3))).isEmpty();
        assertThat(parts.whole()).isNotDone();
        assertThat(add(Receipts.by("42", 1))).isEmpty();
        assertThat(CHECK.flaw(parts.whole().get())).isNull();
    }

    @Test
    void oneThatRepeatsItselfAndOneThatLiesAreNotTwo() throws Exception {
        assertThat(add(Receipts.by("42", 3))).isEmpty();
        assertThat(add(Receipts.by("42", 3))).isEmpty();
        assertThat(add(Receipts.by("43", 2))).as("a lie that is well signed").isEmpty();
        assertThat(parts.whole()).isNotDone();
        Receipt forged = Receipts.by("42", 4);
        assertThat(add(forged.with(List.of(new Receipt.SignedReply(4, Bytes.wrap(new byte[64]))))))
                .contains("node 4 has not signed");
        assertThat(parts.add(Bytes.utf8("rubbish"), Limits.DEFAULTS)).contains("cannot be read");
        assertThat(parts.whole()).isNotDone();
        assertThat(add(Receipts.by("42", 1))).isEmpty();
        assertThat(parts.whole().get().outcome().bytes()).isEqualTo(Bytes.utf8("42"));
    }

    @Test
    void whenNobodyIsLeftItFailsAndSaysWhoLacked() throws Exception {
        assertThat(add(Receipts.by("42", 3))).isEmpty();
        parts.settled(3, "");
        parts.settled(1, "asleep");
        parts.settled(2, "gone");
        assertThat(parts.whole()).isNotDone();
        parts.settled(4, "its part cannot be read");
        assertThatThrownBy(() -> parts.whole().join())
                .hasMessageContaining("NO_RECEIPT")
                .hasMessageContaining("1=asleep")
                .hasMessageContaining("2=gone");
    }
}
