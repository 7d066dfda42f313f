/** Load from one client process, and what it measured. */
@NullMarked
package io.concordat.cli.bench;

import org.jspecify.annotations.NullMarked;
