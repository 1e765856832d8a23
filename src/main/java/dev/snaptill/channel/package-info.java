/** The port between the gateway and everything that carries messages. Knows no particular wire. */
@NullMarked
package dev.snaptill.channel;

import org.jspecify.annotations.NullMarked;
