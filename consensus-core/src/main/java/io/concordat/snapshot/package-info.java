/** A group's state at one index as files: written beside the running group, loaded at start, fetched from peers. */
@NullMarked
package io.concordat.snapshot;

import org.jspecify.annotations.NullMarked;
