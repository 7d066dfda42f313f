/** A node as a program: reads its directory, assembles it, runs it, and is started and stopped as a process. */
@NullMarked
package io.concordat.node;

import org.jspecify.annotations.NullMarked;
