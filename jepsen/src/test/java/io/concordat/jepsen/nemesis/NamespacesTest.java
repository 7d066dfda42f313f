package io.concordat.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.node.PortAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a node in a namespace of its own can say to whom. */
class NamespacesTest {
    @Test
    void whatIsCutIsDroppedByTheKernelUntilItIsMended() throws IOException {
        Assumptions.assumeTrue(Namespaces.missing(new Machine()).isEmpty(), "needs root and ip");
        int port = PortAllocator.freeRun(1);
        try (Namespaces spaces = Namespaces.make(3, port);
                ServerSocket second = door(spaces, 2);
                ServerSocket third = door(spaces, 3)) {
            says(spaces, second);
            spaces.cut(1, 2);
            spaces.cut(1, 2);
            assertThatThrownBy(() -> says(spaces, second)).isInstanceOf(IOException.class);
            says(spaces, third);
            spaces.cut(3, 1);
            says(spaces, third);
            spaces.mend();
            says(spaces, second);
        }
        assertThat(Machine.run("ip", "netns", "list")).doesNotContain("cj" + port);
        assertThat(Machine.run("ip", "-o", "link")).doesNotContain("cj" + port);
    }

    private static ServerSocket door(Namespaces spaces, int node) throws IOException {
        return new ServerSocket(0, 10, InetAddress.getByName(spaces.door(node)));
    }

    /** Node 1 sends a word there; throws when it cannot. */
    private static void says(Namespaces spaces, ServerSocket door) throws IOException {
        String to = door.getInetAddress().getHostAddress() + "/" + door.getLocalPort();
        List<String> command = new ArrayList<>(spaces.inside(1));
        command.addAll(List.of("bash", "-c", "echo word > /dev/tcp/" + to));
        Machine.run(command);
        try (Socket heard = door.accept()) {
            assertThat(heard.getInputStream().readAllBytes()).asString().isEqualTo("word\n");
        }
    }
}
