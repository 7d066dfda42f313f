/** Objects as sequential machines: what an operation does to a state, and which answers are possible. */
@NullMarked
package io.concordat.jepsen.model;

import org.jspecify.annotations.NullMarked;
