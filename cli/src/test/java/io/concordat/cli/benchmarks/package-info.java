/** The hot pieces alone, under JMH; {@code docs/performance.md} says how to run them and what they gave. */
package io.concordat.cli.benchmarks;
