package dev.snaptill.voucher;

import dev.snaptill.store.Statement;
import dev.snaptill.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes vouchers. Decides nothing about who may ask for one. */
public final class VoucherIssuer {
  private final VoucherCodes codes;
  private final VoucherConfig config;
  private final Clock clock;

  public VoucherIssuer(VoucherCodes codes, VoucherConfig config, Clock clock) {
    this.codes = codes;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param request names the asking act; the same text gives the same voucher, so that a repeat
   *     can't make a second one
   */
  public record Order(
      String request,
      long payeeId,
      long payeeAccount,
      Money amount,
      String note,
      int maxUses,
      Duration life) {}

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
            order.amount(),
            order.note(),
            Voucher.State.ACTIVE,
            order.maxUses(),
            0,
            0,
            now,
            now.plus(order.life()),
            attempt,
            code.substring(10));
    byte[] key = codes.key(code);
    return new Issue(voucher, code, key, payload(code), VoucherStore.insert(voucher, key));
  }

  /** The 14 digits of a voucher that exists. */
  public String code(Voucher voucher) {
    return codes.code(voucher.id(), voucher.codeAttempt());
  }

  /** What the QR code of a voucher that exists says. */
  public String payload(Voucher voucher) {
    return payload(code(voucher));
  }

  private String payload(String code) {
    return Payload.smsTo(config.shortCode(), code);
  }
}
