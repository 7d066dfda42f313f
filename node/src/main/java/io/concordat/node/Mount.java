package io.concordat.node;

import io.concordat.config.Limits;
import io.concordat.error.ErrorCode;
import io.concordat.node.config.ConfigRefused;
import io.concordat.services.ServiceCatalog;
import io.concordat.services.Services;
import java.util.List;

/** A group's services as its configuration names them. */
final class Mount {
    private Mount() {}

    /** Throws {@link ConfigRefused}, naming those there are. */
    static Services services(List<String> names, Limits limits) {
        try {
            return ServiceCatalog.onClassPath().mount(names, limits);
        } catch (IllegalArgumentException e) {
            throw new ConfigRefused(
                    ErrorCode.USAGE, "services: " + e.getMessage(), "names of services that this build has");
        }
    }
}
