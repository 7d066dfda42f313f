/** Clojure's data notation, as far as histories use it: one value at a time, from a stream. */
@NullMarked
package io.concordat.jepsen.edn;

import org.jspecify.annotations.NullMarked;
