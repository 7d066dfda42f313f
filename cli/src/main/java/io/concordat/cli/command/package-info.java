/** One class per command. */
@NullMarked
package io.concordat.cli.command;

import org.jspecify.annotations.NullMarked;
