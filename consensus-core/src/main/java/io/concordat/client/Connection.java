package io.concordat.client;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.net.ClientDialer;
import io.concordat.net.Frame;
import io.concordat.runtime.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One dialled connection, from its dialling to its loss. Answers are decoded where they arrive and handled on the
 * loop, where everything else of this class lives.
 */
class Connection implements ClientDialer.Listener {
    /** What a connection tells its owner, on the loop. */
    interface Owner {
        void opened(Connection connection);

        /** At most once; also when it never opened. */
        void lost(Connection connection, String code, String message);

        void answered(Connection connection, Answer answer);
    }

    private final int node;
    private final Owner owner;
    private final Loop loop;
    private final Limits limits;
    private ClientDialer.@Nullable Link link;
    private boolean ended;

    Connection(int node, Owner owner, Loop loop, Limits limits) {
        this.node = node;
        this.owner = owner;
        this.loop = loop;
        this.limits = limits;
    }

    int node() {
        return node;
    }

    boolean open() {
        return link != null && !ended;
    }

    boolean ended() {
        return ended;
    }

    void send(Frame frame) {
        ClientDialer.Link standing = link;
        if (standing != null && !ended) {
            standing.send(frame);
        }
    }

    /** The commands of {@code session} from number {@code first} on. */
    void sendCommands(Frame frame, Bytes session, long first) {
        send(frame);
    }

    /** Gives the connection up; what still arrives on it is ignored. */
    void drop(String code, String message) {
        if (ended) {
            return;
        }
        ended = true;
        if (link != null) {
            link.close();
        }
        owner.lost(this, code, message);
    }

    @Override
    public void opened(ClientDialer.Link opened) {
        loop.execute(() -> {
            link = opened;
            if (ended) {
                opened.close();
            } else {
                owner.opened(this);
            }
        });
    }

    @Override
    public void received(Frame frame) {
        Answer answer;
        try {
            answer = Answer.decode(frame, limits);
        } catch (MalformedException e) {
            loop.execute(() -> drop("MALFORMED", String.valueOf(e.getMessage())));
            return;
        }
        loop.executeHereWhenIdle(() -> {
            if (!ended) {
                owner.answered(this, answer);
            }
        });
    }

    @Override
    public void closed(String code, String message) {
        loop.execute(() -> drop(code, message));
    }
}
