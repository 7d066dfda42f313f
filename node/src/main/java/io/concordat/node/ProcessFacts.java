package io.concordat.node;

import com.sun.management.OperatingSystemMXBean;
import io.concordat.replica.HostSetup;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;

/** What status tells of the process around a node. */
record ProcessFacts(boolean tls, boolean sync, Consumer<String> onFailure) implements HostSetup.NodeFacts {
    @Override
    public double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    @Override
    public void failed(String reason) {
        onFailure.accept(reason);
    }
}
