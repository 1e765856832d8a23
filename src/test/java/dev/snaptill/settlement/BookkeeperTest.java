package dev.snaptill.settlement;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.BankAnswer;
import dev.snaptill.bank.BankOperation;
import dev.snaptill.bank.OperationKey;
import dev.snaptill.ledger.Fee;
import dev.snaptill.ledger.LedgerStore;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.Payee;
import dev.snaptill.settlement.Settlement.PayOrder;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Price;
import dev.snaptill.voucher.Terms;
import dev.snaptill.voucher.Voucher;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What each step leaves in a real database. */
@ParameterizedClass
@EnumSource(Databases.class)
class BookkeeperTest {
  private static final AccountNumber PAYER = new AccountNumber("6222020000000001");
  private static final AccountNumber SHOP = new AccountNumber("6228480000000010");
  private static final Money TEN = new Money(1000, "CNY");

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private Bookkeeper books;
  private InFlight payment;
  private int stan;

  @BeforeEach
  void reserve() {
    db = new OpenDatabase(database, directory);
    Routes routes = new Routes("carrier", "mmsc", Address.tel("10658"), Set.of("carrier"));
    books =
        new Bookkeeper(
            new OutboxStore(db.pool, db.vault, db.ids, db.clock), routes, db.ids, db.clock);
    db.run(
        "INSERT INTO voucher (id, payee_id, payee_account, amount, currency, note, created,"
            + " expires, code_key, code_attempt, last4) VALUES (5, 2, 22, 1000, 'CNY', '', 0, 9999999999999, "
            + database.bytes("01")
            + ", 0,"
            + " '1234')");
    db.run(
        "INSERT INTO voucher_use (voucher_id, payee_id, state, max_uses, taken, expires)"
            + " VALUES (5, 2, 'ACTIVE', 1, 0, 9999999999999)");
    db.run(
        "INSERT INTO mandate (party_id, account_id, state, per_payment, per_day, per_day_count,"
            + " per_month, used_day, used_day_amount, used_day_count, used_month,"
            + " used_month_amount, created) VALUES (1, 11, 'ACTIVE', 100000, 100000, 20, 100000, 0, 0, 0, 0, 0,"
            + " 0)");
    long id = db.ids.next();
    PayOrder order =
        new PayOrder(
            id,
            new Voucher(
                5,
                2,
                22,
                new Price.Fixed(TEN),
                Terms.plain("", 1),
                Voucher.State.ACTIVE,
                0,
                0,
                0,
                Instant.EPOCH,
                Instant.ofEpochMilli(9_999_999_999_999L),
                0,
                "1234"),
            TEN,
            new Account(11, 1, "north", PAYER, "CNY", Account.State.OPEN),
            new Payee(
                new Party(2, Party.Kind.SHOP, "Tea House", "en", Party.State.ACTIVE),
                new Account(22, 2, "south", SHOP, "CNY", Account.State.OPEN),
                Address.tel("+8613800000010")),
            new PayerRoute("carrier", Address.tel("10658"), Address.tel("+8613800000001"), "en"));
    BankOperation debit = operation(id, BankOperation.Type.DEBIT, "north");
    payment = InFlight.of(order, Fee.none("CNY"), debit, db.vault, 20261123, db.clock.instant());
    commit(books.reserved(payment, order));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private BankOperation operation(long id, BankOperation.Type type, String bank) {
    OperationKey key = new OperationKey(bank, "SNAP0001", LocalDate.of(2026, 11, 23), ++stan);
    return new BankOperation(
        key,
        id,
        type,
        TEN,
        type == BankOperation.Type.CREDIT ? null : PAYER,
        type == BankOperation.Type.CREDIT ? SHOP : null,
        db.clock.instant(),
        Receipts.reference(id),
        db.clock.instant().plusSeconds(10),
        null,
        false);
  }

  private void commit(Bookkeeper.Entry entry) {
    assertThat(await(db.journal.submit(entry.unit())).done()).isTrue();
    payment.payment = entry.payment();
  }

  /** What stands on an account: credits less debits. */
  private long balance(String account) {
    return db.ask(
        "SELECT COALESCE(SUM(CASE WHEN credit = '"
            + account
            + "' THEN amount WHEN debit = '"
            + account
            + "' THEN -amount ELSE 0 END), 0) FROM ledger_transfer");
  }

  private static BankAnswer code(String code) {
    return new BankAnswer.Answered(code);
  }

  @Test
  void aPaymentThatGoesThroughLeavesNothingInClearing() {
    BankOperation credit = operation(payment.id(), BankOperation.Type.CREDIT, "south");
    commit(books.debited(payment, code("00"), credit));
    assertThat(balance(LedgerStore.CLEARING)).isEqualTo(1000);
    Bookkeeper.Entry completed = books.completed(payment, credit, code("00"));
    commit(completed);
    assertThat(completed.messages()).hasSize(2);
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(db.ask("SELECT taken FROM voucher_use")).isEqualTo(1);
    assertThat(db.ask("SELECT used_day_amount FROM mandate")).isEqualTo(1000);
  }

  @Test
  void aRefusalGivesEverythingBack() {
    commit(books.declined(payment, code("51")));
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_transfer")).isZero();
    assertThat(db.ask("SELECT taken FROM voucher_use")).isZero();
    assertThat(db.ask("SELECT used_day_amount + used_day_count FROM mandate")).isZero();
  }

  @Test
  void anUnknownDebitStandsInSuspenseUntilItIsReversed() {
    BankOperation reversal = operation(payment.id(), BankOperation.Type.REVERSAL, "north");
    BankAnswer silence = new BankAnswer.Unknown("no answer");
    commit(books.troubles.reversing(payment, payment.debit, silence, reversal, db.clock.instant()));
    assertThat(balance(LedgerStore.SUSPENSE)).isEqualTo(1000);
    commit(books.troubles.reversed(payment, reversal, code("00")));
    assertThat(balance(LedgerStore.SUSPENSE)).isZero();
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(balance(LedgerStore.bank("north"))).isZero();
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
    assertThat(db.ask("SELECT taken FROM voucher_use")).isZero();
  }

  /** Approved after it was given up: what the bank did is booked, both ways. */
  @Test
  void aLateApprovedDebitThatIsReversedLeavesTheBooksBalanced() {
    payment.debitApproved = true;
    reverseUnknown();
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_transfer")).isEqualTo(2);
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(balance(LedgerStore.bank("north"))).isZero();
  }

  @Test
  void aRefusedCreditTakesTheBookedDebitBackOnce() {
    BankOperation credit = operation(payment.id(), BankOperation.Type.CREDIT, "south");
    payment.debitApproved = true;
    commit(books.debited(payment, code("00"), credit));
    BankOperation reversal = operation(payment.id(), BankOperation.Type.REVERSAL, "north");
    commit(books.troubles.reversing(payment, credit, code("14"), reversal, db.clock.instant()));
    commit(books.troubles.reversed(payment, reversal, code("00")));
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_transfer")).isEqualTo(2);
    assertThat(balance(LedgerStore.CLEARING)).isZero();
  }

  @Test
  void aCreditBackBooksTheDebitBothWaysAndGivesEverythingBack() {
    BankOperation credit = operation(payment.id(), BankOperation.Type.CREDIT, "south");
    payment.debitApproved = true;
    commit(books.debited(payment, code("00"), credit));
    BankOperation back = operation(payment.id(), BankOperation.Type.CREDIT, "north");
    commit(books.troubles.reversing(payment, credit, code("05"), back, db.clock.instant()));
    assertThat(payment.payment.state()).isEqualTo(Payment.State.COMPENSATING);
    assertThat(balance(LedgerStore.CLEARING)).isEqualTo(1000);
    BankOperation again = operation(payment.id(), BankOperation.Type.CREDIT, "north");
    commit(books.troubles.backAgain(payment, back, code("91"), again, db.clock.instant()));
    assertThat(payment.payment.reversalOp()).isEqualTo(again.key().text());
    Bookkeeper.Entry reversed = books.troubles.reversed(payment, again, code("00"));
    commit(reversed);
    assertThat(reversed.messages()).hasSize(1);
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(balance(LedgerStore.bank("north"))).isZero();
    assertThat(db.ask("SELECT COUNT(*) FROM ledger_transfer")).isEqualTo(2);
    assertThat(db.ask("SELECT taken FROM voucher_use")).isZero();
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void aDebitThatCameAfterItsPaymentEndedIsBookedBothWaysAndToldNobody() {
    reverseUnknown();
    BankOperation back = operation(payment.id(), BankOperation.Type.REVERSAL, "north");
    Bookkeeper.Entry late = books.troubles.debitedLate(payment, "00", back, db.clock.instant());
    commit(late);
    assertThat(late.messages()).isEmpty();
    assertThat(balance(LedgerStore.CLEARING)).isEqualTo(1000);
    assertThat(balance(LedgerStore.SUSPENSE)).isZero();
    Bookkeeper.Entry reversed = books.troubles.reversed(payment, back, code("00"));
    commit(reversed);
    assertThat(reversed.messages()).isEmpty();
    assertThat(payment.payment.reason()).isEqualTo(Payment.DEBITED_LATE);
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(db.ask("SELECT taken FROM voucher_use")).isZero();
    assertThat(db.ask("SELECT used_day_amount + used_day_count FROM mandate")).isZero();
    assertThat(db.ask("SELECT COUNT(*) FROM parked")).isZero();
  }

  @Test
  void whatIsAnOperatorsStaysReservedAndInSuspenseUntilItIsResolvedAsPaid() {
    BankOperation credit = operation(payment.id(), BankOperation.Type.CREDIT, "south");
    payment.debitApproved = true;
    commit(books.debited(payment, code("00"), credit));
    Bookkeeper.Entry manual = books.troubles.manual(payment, credit, code("10"));
    commit(manual);
    assertThat(manual.messages()).hasSize(1);
    assertThat(balance(LedgerStore.SUSPENSE)).isEqualTo(1000);
    assertThat(db.ask("SELECT taken FROM voucher_use")).isEqualTo(1);
    Bookkeeper.Entry resolved = resolved(true);
    commit(resolved);
    assertThat(resolved.messages()).hasSize(2);
    assertThat(payment.payment.state()).isEqualTo(Payment.State.COMPLETED);
    assertThat(balance(LedgerStore.SUSPENSE)).isZero();
    assertThat(balance(LedgerStore.CLEARING)).isZero();
    assertThat(balance(LedgerStore.bank("south"))).isEqualTo(1000);
    assertThat(db.ask("SELECT taken FROM voucher_use")).isEqualTo(1);
  }

  @Test
  void whatIsAnOperatorsIsGivenBackWhenItIsResolvedSo() {
    commit(books.troubles.manual(payment, payment.debit, code("10")));
    assertThat(balance(LedgerStore.SUSPENSE)).isEqualTo(1000);
    Bookkeeper.Entry resolved = resolved(false);
    commit(resolved);
    assertThat(resolved.messages()).hasSize(1);
    assertThat(payment.payment.state()).isEqualTo(Payment.State.REVERSED);
    assertThat(balance(LedgerStore.SUSPENSE)).isZero();
    assertThat(balance(LedgerStore.bank("north"))).isZero();
    assertThat(db.ask("SELECT taken FROM voucher_use")).isZero();
    assertThat(db.ask("SELECT used_day_amount + used_day_count FROM mandate")).isZero();
  }

  /** With a guard that holds here: any row that changes; who approves is ManualPaymentTest's. */
  private Bookkeeper.Entry resolved(boolean completed) {
    return books.troubles.resolved(
        payment,
        completed,
        PaymentStore.notice(payment.id(), db.clock.instant()),
        books.pen.sending(payment.debit));
  }

  private void reverseUnknown() {
    BankOperation reversal = operation(payment.id(), BankOperation.Type.REVERSAL, "north");
    BankAnswer silence = new BankAnswer.Unknown("no answer");
    commit(books.troubles.reversing(payment, payment.debit, silence, reversal, db.clock.instant()));
    commit(books.troubles.reversed(payment, reversal, code("00")));
  }
}
