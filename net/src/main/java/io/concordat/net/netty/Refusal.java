package io.concordat.net.netty;

import com.google.protobuf.InvalidProtocolBufferException;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.net.Frame;
import io.concordat.net.FrameKind;
import io.concordat.net.netty.wire.HelloWire;
import java.nio.ByteBuffer;

/** Why a connection may not be: told to the other side in a REJECT frame, then the connection is closed. */
public record Refusal(ErrorCode code, String message) {
    private static final int LONGEST = 256;

    Frame toFrame() {
        byte[] header = HelloWire.Reject.newBuilder()
                .setCode(code.name())
                .setMessage(message)
                .build()
                .toByteArray();
        return Frame.of(FrameKind.REJECT, 0, Bytes.wrap(header), Bytes.EMPTY);
    }

    /** The text is a stranger's: it is cut and freed of control characters before anybody logs it. */
    static Refusal decode(Bytes header) throws MalformedException {
        try {
            HelloWire.Reject reject = HelloWire.Reject.parseFrom(
                    ByteBuffer.wrap(header.backingArray(), header.backingOffset(), header.length()));
            String text = reject.getMessage();
            String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
            return new Refusal(
                    ErrorCode.of(reject.getCode()).orElse(ErrorCode.INTERNAL), cut.replaceAll("\\p{Cntrl}", " "));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("reject: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
