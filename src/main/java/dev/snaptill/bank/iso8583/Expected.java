package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.AnswerCodes;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.value.Ids;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must say to be believed (bank.md, "The wire").
 *
 * @param match see {@link Requests#match}
 * @param movesMoney whether an approval must say how much
 * @param amount field 4 of the request
 * @param rrn field 37 of the request
 * @param merchant field 42 of the request
 */
record Expected(
    String match,
    OperationKey key,
    long paymentId,
    boolean movesMoney,
    String amount,
    String rrn,
    String merchant) {

  static Expected of(BankOperation operation, Message request) {
    return new Expected(
        present(Requests.match(request)),
        operation.key(),
        operation.paymentId(),
        operation.type() != BankOperation.Type.ENQUIRY,
        present(request.get(4)),
        present(request.get(37)),
        present(request.get(42)));
  }

  private static String present(@Nullable String value) {
    if (value == null) {
      throw new IllegalStateException("a request lacks a field that answers are matched by");
    }
    return value;
  }

  /** The second check: an answer that carries another field 37 or 42 belongs to something else. */
  boolean belongsTo(Message answer) {
    String otherRrn = answer.get(37);
    String otherMerchant = answer.get(42);
    return (otherRrn == null || otherRrn.equals(rrn))
        && (otherMerchant == null || otherMerchant.equals(merchant));
  }

  /**
   * Why the answer's outcome can't be believed, if it can't. Refusals may leave field 4 out; an
   * approval must say what it approved; a partial approval (10) says another amount by nature.
   */
  Optional<String> doubt(Message answer) {
    String code = answer.get(39);
    if (code == null) {
      return Optional.of("the answer has no field 39");
    }
    AnswerCodes.Meaning meaning = AnswerCodes.of(code);
    String answered = answer.get(4);
    boolean changed =
        answered == null
            ? movesMoney && meaning == AnswerCodes.Meaning.APPROVED
            : meaning != AnswerCodes.Meaning.PARTIAL && !answered.equals(amount);
    return changed ? Optional.of("field 4 did not come back unchanged") : Optional.empty();
  }

  /** For logs. */
  String named() {
    return "payment " + Ids.text(paymentId) + " terminal " + key.terminal() + " STAN " + key.stan();
  }
}
