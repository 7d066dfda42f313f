/** What a client can show to others: that the group has executed its command, with what result. */
@NullMarked
package io.concordat.receipt;

import org.jspecify.annotations.NullMarked;
