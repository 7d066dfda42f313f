/** Histories made by seed: of a correct object under concurrent clients, some of whose answers get lost. */
@NullMarked
package io.concordat.jepsen.generate;

import org.jspecify.annotations.NullMarked;
