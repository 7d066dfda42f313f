/** What every replica executes; pure, so that all of them agree. */
@NullMarked
package io.concordat.services.counter.state;

import org.jspecify.annotations.NullMarked;
