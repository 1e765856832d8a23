/** Reads codes out of photos, draws codes, and keeps hostile pictures away from the decoder. */
@NullMarked
package dev.snaptill.qr;

import org.jspecify.annotations.NullMarked;
