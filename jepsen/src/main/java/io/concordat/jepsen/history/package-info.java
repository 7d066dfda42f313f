/** What clients asked and were told, in order of time: operations, the notations they come in, and a writer. */
@NullMarked
package io.concordat.jepsen.history;

import org.jspecify.annotations.NullMarked;
