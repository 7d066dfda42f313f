/**
 * Recorded histories of concurrent operations, and what they prove: {@code edn}, {@code history}, {@code model}, {@code
 * check}, {@code evidence}, {@code generate} and {@code knossos} need nothing else of Concordat. Above them, runs of
 * real clusters: {@code run}, {@code workload}, {@code nemesis}, {@code cluster}, {@code network}, {@code report},
 * {@code junit}.
 */
@NullMarked
package io.concordat.jepsen;

import org.jspecify.annotations.NullMarked;
