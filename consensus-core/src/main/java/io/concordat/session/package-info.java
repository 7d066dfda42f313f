/**
 * Exactly-once: sessions, their numbers, cached replies and events. Everything here lives in the group's keyed state;
 * what is decoded in memory can be rebuilt from it at any time.
 */
@NullMarked
package io.concordat.session;

import org.jspecify.annotations.NullMarked;
