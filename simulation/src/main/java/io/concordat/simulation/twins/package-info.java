/**
 * Twins (Bano et al., OPODIS'21): two unmodified copies of a replica under one identity, and a network that a scenario
 * splits round by round. Whatever a liar does by saying different things in different places, some twin does by
 * honesty. Small scopes are tried completely, larger ones by chance.
 */
@NullMarked
package io.concordat.simulation.twins;

import org.jspecify.annotations.NullMarked;
