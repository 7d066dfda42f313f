/** Faults: what each does, on which machines it can, and how it is taken back. */
@NullMarked
package io.concordat.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
