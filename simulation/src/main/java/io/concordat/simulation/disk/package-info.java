/** A disk that forgets what a real one may forget, and nothing else. */
@NullMarked
package io.concordat.simulation.disk;

import org.jspecify.annotations.NullMarked;
