/**
 * Reads codes out of photos, draws codes, and keeps hostile pictures away from the decoder.
 *
 * <p>A picture passes three hands: {@link dev.snaptill.qr.ImageGuard} judges its header, {@link
 * dev.snaptill.qr.Pictures} turns it into one grey plane, {@link dev.snaptill.qr.Ladder} tries
 * stage after stage until a text passes the asker's check. Whether a text is a voucher is not known
 * here.
 */
@NullMarked
package dev.snaptill.qr;

import org.jspecify.annotations.NullMarked;
