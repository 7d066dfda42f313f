/** Locks as a program uses them: acquired, renewed by themselves, given back, and told when lost. */
@NullMarked
package io.concordat.services.lock.client;

import org.jspecify.annotations.NullMarked;
