/** What clients do to a cluster under test, and what it must look like from outside. */
@NullMarked
package io.concordat.jepsen.workload;

import org.jspecify.annotations.NullMarked;
