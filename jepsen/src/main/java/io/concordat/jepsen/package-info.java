/** Recorded histories of concurrent operations, and what they prove. Nothing here needs the rest of Concordat. */
@NullMarked
package io.concordat.jepsen;

import org.jspecify.annotations.NullMarked;
