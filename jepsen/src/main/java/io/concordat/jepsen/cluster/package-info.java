/** A cluster of node processes whose links and disks are in our hands. */
@NullMarked
package io.concordat.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
