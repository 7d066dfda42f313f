/** Locks by name: commands, events, their codec, the typed client. */
@NullMarked
package io.concordat.services.lock;

import org.jspecify.annotations.NullMarked;
