/** Plain values every package may use: money, addresses, ids. Knows nothing of the gateway. */
@NullMarked
package dev.snaptill.value;

import org.jspecify.annotations.NullMarked;
