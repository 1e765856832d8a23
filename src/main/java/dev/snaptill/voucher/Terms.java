package dev.snaptill.voucher;

import dev.snaptill.value.Money;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a voucher says beside payee and price.
 *
 * @param note for people; may be empty
 * @param item what is paid for, as the payee names it
 * @param orderNumber the payee's own; all vouchers that carry it share one total
 * @param payer the only one who may pay a dedicated voucher; null if it is general
 * @param channels kinds of channels it may come by ({@code sms}, {@code mms}, {@code wechat} ...);
 *     empty if any
 * @param maxUses how many payments it takes; {@link #UNLIMITED} until it expires
 * @param total what all payments together may come to; null if nothing bounds it. Always there with
 *     an order number.
 * @param sealed its QR code carries payee, amount and payer, encrypted (patent P2)
 * @param printed hangs somewhere on paper: counts against a payer's daily limit for such
 */
public record Terms(
    String note,
    @Nullable String item,
    @Nullable String orderNumber,
    @Nullable NamedPayer payer,
    Set<String> channels,
    int maxUses,
    @Nullable Money total,
    boolean sealed,
    boolean printed) {
  public static final int UNLIMITED = Integer.MAX_VALUE;

  public Terms {
    channels = Set.copyOf(channels);
    if (orderNumber != null && total == null) {
      throw new IllegalArgumentException("an order has a total");
    }
  }

  /** General, by any channel, bound by nothing but its uses. */
  public static Terms plain(String note, int maxUses) {
    return new Terms(note, null, null, null, Set.of(), maxUses, null, false, false);
  }

  /** The same for one payer alone. */
  public Terms dedicatedTo(NamedPayer named) {
    return new Terms(note, item, orderNumber, named, channels, maxUses, total, sealed, printed);
  }

  /** Whether one payer may pay it more than once. */
  public boolean isShared() {
    return maxUses > 1;
  }
}
