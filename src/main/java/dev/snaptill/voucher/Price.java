package dev.snaptill.voucher;

import dev.snaptill.value.Money;

/** What one payment of a voucher comes to. */
public sealed interface Price {

  /** ISO 4217. */
  String currency();

  /** The payee has said it. */
  record Fixed(Money amount) implements Price {
    @Override
    public String currency() {
      return amount.currency();
    }
  }

  /**
   * The payer says it, within bounds that both may be paid.
   *
   * @param least 0 or more than 0; of one currency with {@code most}
   */
  record Chosen(Money least, Money most) implements Price {
    public Chosen {
      if (least.compareTo(most) > 0) {
        throw new IllegalArgumentException("the least is more than the most");
      }
    }

    @Override
    public String currency() {
      return most.currency();
    }
  }
}
