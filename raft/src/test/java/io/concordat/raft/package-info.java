/** Raft's proof: rules, the paper's sections, and whole clusters told as text. */
@NullMarked
package io.concordat.raft;

import org.jspecify.annotations.NullMarked;
