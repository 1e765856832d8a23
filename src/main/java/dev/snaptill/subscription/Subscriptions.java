package dev.snaptill.subscription;

import dev.snaptill.bus.Ask;
import dev.snaptill.party.Party;
import dev.snaptill.store.Statement;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Voucher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bus addresses of subscriptions. */
public final class Subscriptions {
  private Subscriptions() {}

  /** What a voucher for subscribing means. */
  public static final Ask<Offer, Offered> OFFER =
      new Ask<>("subscription.offer", Offer.class, Offered.class);

  /** Makes a standing authorisation of a payer's consent. */
  public static final Ask<Wish, Made> SUBSCRIBE =
      new Ask<>("subscription.subscribe", Wish.class, Made.class);

  /** Pauses, resumes or cancels. */
  public static final Ask<Change, Changed> CHANGE =
      new Ask<>("subscription.change", Change.class, Changed.class);

  /** A payee sells the designated item again. */
  public static final Ask<Charge, Charged> CHARGE =
      new Ask<>("subscription.charge", Charge.class, Charged.class);

  /** A voucher that somebody would subscribe with. */
  public record Offer(Voucher voucher, String language) {}

  /**
   * @param plan empty if it is not for subscribing
   * @param terms what its payer would agree to, in the language
   */
  public record Offered(Optional<Plan> plan, String terms) {}

  /**
   * A consent, confirmed by the registered phone.
   *
   * @param messageId that said yes; it makes one subscription, however often it is handled
   * @param attempt higher when what was made before could not be committed
   * @param text what its payer has agreed to
   */
  public record Wish(
      long messageId,
      String channel,
      Voucher voucher,
      Plan plan,
      Party payer,
      String text,
      int attempt) {}

  /**
   * A subscription that is one once {@code insert} is committed, or was one before.
   *
   * @param insert empty if it exists already
   */
  public record Made(Subscription subscription, List<Statement> insert) {}

  /** A change its payer, or its payee, wants. */
  public record Change(long id, Subscription.State to) {}

  /**
   * @param subscription as it is now
   */
  public record Changed(Subscription subscription) {}

  /**
   * A debit for an item.
   *
   * @param paymentId the payment's: new
   * @param memo guard that lets the same request act once
   */
  public record Charge(
      long paymentId,
      long payeeId,
      long subscriptionId,
      String item,
      Money amount,
      @Nullable Statement memo) {}

  /** What became of a charge. */
  public enum Charged {
    /** Reserved; receipts will follow by themselves. */
    TAKEN,
    NO_SUCH_SUBSCRIPTION,
    NOT_BY_ITEM,
    PAUSED,
    CANCELLED,
    OTHER_ITEM,
    WRONG_CURRENCY,
    TOO_MUCH,
    NO_MANDATE,
    OVER_LIMIT,
    REFUSED,
    BANK_NOT_READY,
    /** Another debit of it has just begun. */
    AGAIN,
    /** The memo is written already: the same request came before. */
    KNOWN
  }
}
