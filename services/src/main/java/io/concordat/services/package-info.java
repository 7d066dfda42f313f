/** Several services under one group: mounted by name, each with its own part of the state. */
@NullMarked
package io.concordat.services;

import org.jspecify.annotations.NullMarked;
