/** Counters by name: commands, their codec, the typed client. */
@NullMarked
package io.concordat.services.counter;

import org.jspecify.annotations.NullMarked;
