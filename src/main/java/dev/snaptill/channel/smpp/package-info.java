/** SMS over SMPP 3.4: binds to carriers, takes and sends texts. */
@NullMarked
package dev.snaptill.channel.smpp;

import org.jspecify.annotations.NullMarked;
