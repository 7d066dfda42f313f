/** What a run shows people and programs: one page without anything from elsewhere, and files. */
@NullMarked
package io.concordat.jepsen.report;

import org.jspecify.annotations.NullMarked;
