/** Is there an order of the operations that real time and the model allow? Several engines, one verdict. */
@NullMarked
package io.concordat.jepsen.check;

import org.jspecify.annotations.NullMarked;
