/** MMS over MM7 (3GPP TS 23.140): takes photos and sends pictures. */
@NullMarked
package dev.snaptill.channel.mm7;

import org.jspecify.annotations.NullMarked;
