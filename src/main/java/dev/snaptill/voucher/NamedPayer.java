package dev.snaptill.voucher;

import dev.snaptill.value.Address;

/** The one payer of a dedicated voucher (patent P3). */
public sealed interface NamedPayer {

  /** A party, whichever of its addresses it writes from. */
  record Party(long id) implements NamedPayer {}

  /** Whoever holds this address when the voucher is sent. */
  record Holder(Address address) implements NamedPayer {}
}
