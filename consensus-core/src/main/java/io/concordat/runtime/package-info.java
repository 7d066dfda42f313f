/** The seams for time, chance and work, and the threads behind them in production. */
@NullMarked
package io.concordat.runtime;

import org.jspecify.annotations.NullMarked;
