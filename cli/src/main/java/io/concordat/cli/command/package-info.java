/** The commands, one class each; what several of them share stands beside them. */
@NullMarked
package io.concordat.cli.command;

import org.jspecify.annotations.NullMarked;
