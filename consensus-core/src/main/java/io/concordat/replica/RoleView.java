package io.concordat.replica;

import io.concordat.protocol.Role;

/**
 * A replica's place in its group, as I/O threads may see it: a hint that the loop checks again. {@code leader} 0:
 * unknown.
 */
record RoleView(Role role, long term, int leader) {
    boolean leads() {
        return role.leads();
    }
}
