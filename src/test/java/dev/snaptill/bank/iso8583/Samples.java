package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.BankOperation.Original;
import dev.snaptill.bank.BankOperation.Type;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A bank and operations for the tests of this package. */
final class Samples {
  static final String BANK = "testbank";
  static final String TERMINAL = "SNAP0001";
  static final Instant NOON = Instant.parse("2026-11-23T12:34:56Z");
  static final AccountNumber PAYER = new AccountNumber("6222000011112230");
  static final AccountNumber PAYEE = new AccountNumber("6222000099998887");

  private Samples() {}

  static BankConfig config(int port, Profile profile, Duration answerTimeout, Duration echo) {
    return config(List.of(port), profile, answerTimeout, echo, Breaker.Config.DEFAULT, null, null);
  }

  static BankConfig config(
      List<Integer> ports,
      Profile profile,
      Duration answerTimeout,
      Duration echo,
      Breaker.Config breaker,
      MacConfig mac,
      TlsConfig tls) {
    return new BankConfig(
        BANK,
        ports.stream().map(port -> new Endpoint("127.0.0.1", port)).toList(),
        profile,
        ZoneId.of("Asia/Shanghai"),
        "MERCHANT1",
        "00000000123",
        List.of(TERMINAL),
        102,
        103,
        new BankConfig.Limits(
            answerTimeout,
            answerTimeout,
            echo,
            2,
            1000,
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMinutes(10)),
        new BankConfig.Offers(false, true, true, true),
        BankConfig.ProcessingCodes.DEFAULT,
        NetworkCodes.DEFAULT,
        breaker,
        Optional.ofNullable(mac),
        Optional.ofNullable(tls));
  }

  static BankOperation debit(int stan) {
    return operation(stan, Type.DEBIT, null, false);
  }

  static BankOperation reversal(int stan, BankOperation original, boolean repeat) {
    return operation(
        stan,
        Type.REVERSAL,
        new Original(original.key(), original.type(), original.transmitted(), original.rrn()),
        repeat);
  }

  static BankOperation operation(int stan, Type type, Original original, boolean repeat) {
    Type accounts = original == null ? type : original.type();
    return new BankOperation(
        new OperationKey(BANK, TERMINAL, LocalDate.of(2026, 11, 23), stan),
        4711,
        type,
        new Money(12_50, "CNY"),
        accounts == Type.CREDIT ? null : PAYER,
        accounts == Type.DEBIT || accounts == Type.ENQUIRY ? null : PAYEE,
        NOON,
        String.format("RRN%09d", stan),
        Instant.MAX,
        original,
        repeat);
  }
}
