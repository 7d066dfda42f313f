/** Runs as tests, for JUnit 5: the only package that needs it. */
@NullMarked
package io.concordat.jepsen.junit;

import org.jspecify.annotations.NullMarked;
