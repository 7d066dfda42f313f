/** The {@code concordat} program: where it starts, which commands there are, and how it parses them. */
@NullMarked
package io.concordat.cli;

import org.jspecify.annotations.NullMarked;
