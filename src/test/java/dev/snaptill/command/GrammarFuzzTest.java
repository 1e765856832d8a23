package dev.snaptill.command;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.snaptill.voucher.Payload;
import dev.snaptill.voucher.Reference;
import dev.snaptill.voucher.VoucherCodes;
import java.nio.charset.StandardCharsets;

/** Whatever people type or a QR code says is a command, or a code that checks, or neither. */
class GrammarFuzzTest {
  private static final Grammar GRAMMAR = new Grammar("CNY");

  @FuzzTest(maxDuration = "2m")
  void texts(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Command command = GRAMMAR.parse(text);
    if (command instanceof Command.Pay pay
        && pay.voucher() instanceof Reference.Code code
        && !(code.digits().matches("[0-9]{14}") && VoucherCodes.checks(code.digits()))) {
      throw new AssertionError("no code: " + code.digits());
    }
    if (command instanceof Command.Request request && !request.amount().isPositive()) {
      throw new AssertionError("no amount: " + request.amount());
    }
    if (command instanceof Command.Request request
        && request.payer() != null
        && !request.payer().isE164()) {
      throw new AssertionError("no number");
    }
    if (command instanceof Command.Add add && !add.number().isE164()) {
      throw new AssertionError("no number");
    }
    if (command instanceof Command.Yes yes
        && yes.number() != null
        && !yes.number().matches("[0-9]{6}")) {
      throw new AssertionError("no one-time number");
    }
    Payload.code(text);
  }
}
