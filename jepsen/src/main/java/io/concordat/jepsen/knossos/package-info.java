/**
 * Jepsen's own checker, if the user has it: reached through Clojure by reflection, so that nothing here depends on it.
 */
@NullMarked
package io.concordat.jepsen.knossos;

import org.jspecify.annotations.NullMarked;
