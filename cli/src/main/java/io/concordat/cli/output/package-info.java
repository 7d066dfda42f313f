/** What people and scripts see: results on stdout, talk and errors on stderr, text or JSON. */
@NullMarked
package io.concordat.cli.output;

import org.jspecify.annotations.NullMarked;
