/** Clients that try to catch the cluster lying: sessions, retries, crashes, reads, and a record of what they saw. */
@NullMarked
package io.concordat.simulation.workload;

import org.jspecify.annotations.NullMarked;
