package dev.snaptill.voucher;

import dev.snaptill.store.Statement;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes vouchers. Decides nothing about who may ask for one. */
public final class VoucherIssuer {
  private final VoucherCodes codes;
  private final VoucherTokens tokens;
  private final Vault vault;
  private final Forms forms;
  private final Clock clock;

  public VoucherIssuer(VoucherCodes codes, Vault vault, Forms forms, Clock clock) {
    this.codes = codes;
    this.tokens = new VoucherTokens(vault);
    this.vault = vault;
    this.forms = forms;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param request names the asking act; the same text gives the same voucher, so that a repeat
   *     can't make a second one
   */
  public record Order(
      String request, long payeeId, long payeeAccount, Price price, Terms terms, Duration life) {

    /** A general voucher of a fixed amount. */
    public Order(
        String request,
        long payeeId,
        long payeeAccount,
        Money amount,
        String note,
        int maxUses,
        Duration life) {
      this(
          request,
          payeeId,
          payeeAccount,
          new Price.Fixed(amount),
          Terms.plain(note, maxUses),
          life);
    }
  }

  /**
   * A voucher that is one once {@code insert} is committed.
   *
   * @param code 14 digits
   * @param codeKey what the code is looked up by
   * @param payload what its QR code says
   * @param insert fails as a duplicate key if the voucher exists or, once in a million million, its
   *     code does: then issue again with the next attempt
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Issue(
      Voucher voucher, String code, byte[] codeKey, String payload, List<Statement> insert) {}

  /** Draws up a voucher. {@code attempt} is 0, or higher after a clash of codes. */
  public Issue issue(Order order, int attempt) {
    long id = codes.idFor(order.request());
    Instant now = clock.instant();
    String code = codes.code(id, attempt);
    Voucher voucher =
        new Voucher(
            id,
            order.payeeId(),
            order.payeeAccount(),
            order.price(),
            order.terms(),
            Voucher.State.ACTIVE,
            0,
            0,
            0,
            now,
            now.plus(order.life()),
            attempt,
            code.substring(10));
    byte[] key = codes.key(code);
    byte[] payer =
        order.terms().payer() instanceof NamedPayer.Holder holder
            ? vault.seal(holder.address().canonical())
            : null;
    return new Issue(
        voucher, code, key, payload(voucher), VoucherStore.insert(voucher, key, payer));
  }

  /** The 14 digits of a voucher that exists. */
  public String code(Voucher voucher) {
    return codes.code(voucher.id(), voucher.codeAttempt());
  }

  /** What the QR code of a voucher that exists says. */
  public String payload(Voucher voucher) {
    return forms.usualText(voucher);
  }

  /** The sealed token of a voucher, whether or not its QR code shows it. */
  public String token(Voucher voucher) {
    return tokens.seal(voucher);
  }
}
