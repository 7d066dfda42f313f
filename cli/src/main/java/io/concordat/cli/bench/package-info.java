/** The load generator behind {@code concordat bench}: what is sent, how fast, what came back, and what it cost. */
@NullMarked
package io.concordat.cli.bench;

import org.jspecify.annotations.NullMarked;
