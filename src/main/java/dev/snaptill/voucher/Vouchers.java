package dev.snaptill.voucher;

import dev.snaptill.bus.Ask;
import dev.snaptill.channel.Trust;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
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

  /** Whether all of these name one voucher: a picture of one form and typed digits often do. */
  public static final Ask<Named, Boolean> SAME =
      new Ask<>("voucher.same", Named.class, Boolean.class);

  /** How one message names what it names. */
  public record Named(List<Reference> references) {}

  /** A person asks to be paid. */
  public static final Ask<Wanted, Offer> REQUEST =
      new Ask<>("voucher.request", Wanted.class, Offer.class);

  /**
   * A voucher that was sent.
   *
   * @param voucher null if its digits were mistyped
   * @param channel the kind of channel it came by: {@code sms}, {@code mms}, {@code wechat} ...
   * @param typed an amount that came with it, whatever its currency; null if none
   * @param confirmed the registered phone has said yes to it
   */
  public record Presented(
      @Nullable Reference voucher,
      Address sender,
      Trust trust,
      String channel,
      @Nullable Money typed,
      boolean confirmed) {}

  /** Which limit forbids a payment that its reservation refused. */
  public static final Ask<Verdict.Accepted, Refusal> WHICH_LIMIT =
      new Ask<>("voucher.which-limit", Verdict.Accepted.class, Refusal.class);

  /** The answer to {@link #VALIDATE}. */
  public sealed interface Verdict {
    /**
     * May be paid.
     *
     * @param amount of this payment
     * @param allowance how it counts against the payer's mandate
     * @param lastPayment the last one this payer began with a voucher of several uses; 0 if none
     */
    record Accepted(
        Voucher voucher,
        Money amount,
        Party payer,
        Account payerAccount,
        Payee payee,
        Allowance allowance,
        long lastPayment)
        implements Verdict {}

    /** May be paid once the registered phone has said yes: the sender or the amount asks for it. */
    record ToConfirm(Accepted accepted) implements Verdict {}

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

  /**
   * A wish to be paid.
   *
   * @param request names the asking act; the same text gives the same voucher
   * @param payer the only one who may pay it; null if anyone may
   * @param attempt higher after a clash of codes
   */
  public record Wanted(
      String request,
      Address sender,
      Trust trust,
      Money amount,
      String note,
      @Nullable Address payer,
      int attempt) {}

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
