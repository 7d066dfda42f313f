package io.concordat.net.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.netty.wire.HelloWire;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HelloTest {
    private static final Bytes CLUSTER = TestCluster.CLUSTER;
    private static final Bytes DIGEST = TestCluster.DIGEST;
    private static final Hello FULL = new Hello(
            1,
            1,
            CLUSTER,
            HelloRole.PEER,
            3,
            4,
            Lane.BULK,
            5,
            new PeerHello(-6, 7, 8, -9),
            DIGEST,
            Bytes.wrap(new byte[32]));

    @Test
    void whatIsSaidIsHeard() throws MalformedException {
        assertThat(Hello.decode(FULL.toFrame())).isEqualTo(FULL);
        assertThat(FULL.mismatch(CLUSTER, DIGEST)).isNull();
        Refusal refusal = new Refusal(ErrorCode.BUSY, "later");
        assertThat(Refusal.decode(refusal.toFrame().header())).isEqualTo(refusal);
    }

    @Test
    void anAbsentFieldIsNeverADefault() throws Exception {
        HelloWire.Hello full = HelloWire.Hello.parseFrom(FULL.toFrame().header().toArray());
        assertThat(mismatch(full.toBuilder().clearCluster())).isEqualTo(ErrorCode.WRONG_CLUSTER);
        assertThat(mismatch(full.toBuilder().clearConfiguration())).isEqualTo(ErrorCode.WRONG_CONFIGURATION);
        assertThat(mismatch(full.toBuilder().clearMinVersion().clearMaxVersion()))
                .isEqualTo(ErrorCode.WRONG_VERSION);
        assertThat(mismatch(full.toBuilder().clearMaxVersion())).isEqualTo(ErrorCode.WRONG_VERSION);
        assertThatThrownBy(() -> mismatch(full.toBuilder().clearRole())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> mismatch(full.toBuilder().clearLane())).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> mismatch(full.toBuilder().setLane(4))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> mismatch(full.toBuilder().setRole(-1))).isInstanceOf(MalformedException.class);
    }

    @Test
    void versionsMustOverlap() throws Exception {
        HelloWire.Hello full = HelloWire.Hello.parseFrom(FULL.toFrame().header().toArray());
        assertThat(mismatch(full.toBuilder().setMinVersion(2).setMaxVersion(9))).isEqualTo(ErrorCode.WRONG_VERSION);
        assertThat(Hello.decode(frame(full.toBuilder().setMaxVersion(9))).mismatch(CLUSTER, DIGEST))
                .isNull();
    }

    @Test
    void aStrangersRefusalCannotForgeLogLines() throws MalformedException {
        Refusal forged = new Refusal(ErrorCode.BUSY, "x\r\n2026 ERROR all is lost\u001b[2J".repeat(100));
        String heard = Refusal.decode(forged.toFrame().header()).message();
        assertThat(heard).doesNotContain("\n", "\r", "\u001b").hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void mutatedHellosAreRefusedOrUnderstood() {
        Random random = new Random(7);
        byte[] valid = FULL.toFrame().header().toArray();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = random.nextInt(5) == 0 ? new byte[random.nextInt(64)] : valid.clone();
            if (bytes.length != valid.length) {
                random.nextBytes(bytes);
            }
            for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Bytes header =
                    Bytes.wrap(bytes, 0, random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
            try {
                assertThat(Hello.decode(Frame.of(FrameKind.HELLO, 0, header, Bytes.EMPTY)))
                        .isNotNull();
                assertThat(Refusal.decode(header)).isNotNull();
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    private static ErrorCode mismatch(HelloWire.Hello.Builder wire) throws MalformedException {
        Refusal refusal = Hello.decode(frame(wire)).mismatch(CLUSTER, DIGEST);
        return refusal == null ? null : refusal.code();
    }

    private static Frame frame(HelloWire.Hello.Builder wire) {
        return Frame.of(FrameKind.HELLO, 0, Bytes.wrap(wire.build().toByteArray()), Bytes.EMPTY);
    }
}
