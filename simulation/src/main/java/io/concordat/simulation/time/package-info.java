/** Virtual time: one schedule on which every thread of every process of a simulated cluster has its place. */
@NullMarked
package io.concordat.simulation.time;

import org.jspecify.annotations.NullMarked;
