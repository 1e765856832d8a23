package dev.snaptill.voucher;

import dev.snaptill.bus.Ask;
import dev.snaptill.channel.Trust;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.Payee;
import dev.snaptill.store.Statement;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bus addresses of vouchers. */
public final class Vouchers {
  private Vouchers() {}

  /** Is this code ours, still good, and may this sender pay it? */
  public static final Ask<Presented, Verdict> VALIDATE =
      new Ask<>("voucher.validate", Presented.class, Verdict.class);

  /** A person asks to be paid. */
  public static final Ask<Wanted, Offer> REQUEST =
      new Ask<>("voucher.request", Wanted.class, Offer.class);

  /**
   * A voucher that was sent.
   *
   * @param voucher null if its digits were mistyped
   */
  public record Presented(@Nullable Reference voucher, Address sender, Trust trust) {}

  /** The answer to {@link #VALIDATE}. */
  public sealed interface Verdict {
    record Accepted(Voucher voucher, Party payer, Account payerAccount, Payee payee)
        implements Verdict {}

    /**
     * Refused; nothing moves.
     *
     * @param payer who sent it, if known
     * @param voucher which it was, if it exists
     * @param payee whose it is, if it exists
     */
    record Refused(
        Refusal reason, @Nullable Party payer, @Nullable Voucher voucher, @Nullable Payee payee)
        implements Verdict {}
  }

  /** Why a voucher is not paid. */
  public enum Refusal {
    /** The sender is blocked for wrong codes and gets no answer. */
    SILENT,
    /** This was one wrong code too many. */
    BLOCKED,
    UNKNOWN_CODE,
    NOT_REGISTERED,
    NOT_BELIEVED,
    NO_MANDATE,
    PAYER_ACCOUNT_CLOSED,
    PAYEE_ACCOUNT_CLOSED,
    CANCELLED,
    EXPIRED,
    ALREADY_USED,
    OWN_VOUCHER,
    WRONG_CURRENCY,
    CONFIRM_NOT_YET,
    OVER_LIMIT;

    /** Whether the sender may be the one who paid it: then the first outcome is told again. */
    public boolean mayBeRepeat() {
      return this == CANCELLED || this == EXPIRED || this == ALREADY_USED;
    }
  }

  /**
   * A wish to be paid.
   *
   * @param request names the asking act; the same text gives the same voucher
   * @param attempt higher after a clash of codes
   */
  public record Wanted(
      String request, Address sender, Trust trust, Money amount, String note, int attempt) {}

  /** The answer to {@link #REQUEST}. */
  public sealed interface Offer {
    /**
     * A voucher that is one once {@code insert} is committed, or was one before.
     *
     * @param insert empty if the voucher exists already
     */
    record Issued(Voucher voucher, String code, String payload, Party payee, List<Statement> insert)
        implements Offer {}

    record Refused(Why why, @Nullable Party sender) implements Offer {}

    /** Why somebody can't ask to be paid. */
    enum Why {
      NOT_REGISTERED,
      NOT_BELIEVED,
      CANNOT_RECEIVE,
      BAD_AMOUNT
    }
  }
}
