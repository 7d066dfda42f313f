/** The {@code concordat} program: parsing, output and exit statuses; the work is done below. */
@NullMarked
package io.concordat.cli;

import org.jspecify.annotations.NullMarked;
