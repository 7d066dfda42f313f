/** Receipts and evidence as files that people and scripts can read. */
@NullMarked
package io.concordat.cli.proof;

import org.jspecify.annotations.NullMarked;
