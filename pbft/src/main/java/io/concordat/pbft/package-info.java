/**
 * PBFT in the signed form of OSDI'99 as a pure function of its inputs: events in, effects out. Read {@code
 * PbftProtocol} first, then {@code Agreement} for the three phases and {@code ViewChanger} for what happens when a
 * primary fails.
 */
@NullMarked
package io.concordat.pbft;

import org.jspecify.annotations.NullMarked;
