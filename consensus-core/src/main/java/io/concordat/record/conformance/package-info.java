/** What every {@link io.concordat.record.Disk} must do, as cases that any test framework can run. */
@NullMarked
package io.concordat.record.conformance;

import org.jspecify.annotations.NullMarked;
