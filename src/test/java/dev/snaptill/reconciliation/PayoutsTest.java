package dev.snaptill.reconciliation;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MxPain00100109;
import dev.snaptill.operator.Approval;
import dev.snaptill.operator.Operator;
import dev.snaptill.operator.Role;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.store.Databases;
import dev.snaptill.store.OpenDatabase;
import dev.snaptill.store.Unit;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Ids;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class PayoutsTest {
  private static final Operator ANN = new Operator("ann", Set.of(Role.MONEY));
  private static final Operator BOB = new Operator("bob", Set.of(Role.MONEY));
  private static final String NUMBER = "6228480000000010";

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase world;
  private PartyStore parties;
  private Payouts payouts;
  private int transfers;

  @BeforeEach
  void open() {
    world = new OpenDatabase(database, directory);
    parties = new PartyStore(world.pool, world.vault);
    payouts =
        new Payouts(
            new PayoutStore(world.pool),
            new ReconciliationStore(world.pool),
            parties,
            world.journal,
            world.ids,
            world.clock);
    payee(1, "Caf\u00e9 Corner", "north", NUMBER);
    payee(2, "South Shop", "south", "6228480000000020");
    payee(3, "Nothing Owed", "north", "6228480000000030");
    owe(1, 12_50);
    owe(2, 9_00);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void payee(long id, String name, String bank, String number) {
    await(
        world.journal.submit(
            Unit.guardedBy(
                    parties.insert(
                        new Party(id, Party.Kind.SHOP, name, "en", Party.State.ACTIVE), 0))
                .then(
                    parties.insert(
                        new Account(
                            id + 100,
                            id,
                            bank,
                            new AccountNumber(number),
                            "CNY",
                            Account.State.OPEN),
                        0))));
  }

  private void owe(long payee, long minor) {
    world.run(
        "INSERT INTO ledger_transfer (payment_id, kind, debit, credit, amount, currency, posted)"
            + " VALUES (%d, 1, 'clearing', 'payee:%d', %d, 'CNY', 0)"
                .formatted(++transfers, payee, minor));
  }

  private static Approval approval(Payout p) {
    return new Approval(
        p.approvalId(), Payouts.ACT, Ids.text(p.id()), "{}", p.proposedBy(), p.changed());
  }

  @Test
  void whatIsOwedIsPaidByAFileThatTwoPeopleWant() {
    Payout payout = payouts.propose("north", "CNY", ANN).orElseThrow();
    assertThat(payout.items()).isOne();
    assertThat(payout.total().minor()).isEqualTo(12_50);
    assertThat(payouts.take(payout.id(), ANN)).isEmpty();
    assertThat(await(payouts.carryOut(approval(payout), ANN))).isFalse();
    assertThat(await(payouts.carryOut(approval(payout), BOB))).isTrue();
    String file = payouts.take(payout.id(), BOB).orElseThrow();
    assertThat(MxPain00100109.parse(file).getCstmrCdtTrfInitn().getPmtInf().get(0).getCdtTrfTxInf())
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.getCdtrAcct().getId().getOthr().getId()).isEqualTo(NUMBER);
              assertThat(part.getCdtr().getNm()).isEqualTo("Cafe Corner");
            });
    assertThat(payouts.take(payout.id(), BOB)).isEmpty();
    assertThat(world.ask("SELECT COUNT(*) FROM audit_entry WHERE act = 'payout.take'")).isOne();
    assertThat(payouts.executed(payout.id(), BOB)).as("who took the file").isFalse();
    assertThat(payouts.executed(payout.id(), ANN)).isTrue();
    assertThat(payouts.executed(payout.id(), ANN)).isFalse();
    assertThat(
            world.ask(
                "SELECT SUM(amount) FROM ledger_transfer WHERE debit = 'payee:1' AND credit ="
                    + " 'bank:north'"))
        .isEqualTo(12_50);
    assertThat(payouts.propose("north", "CNY", ANN)).isEmpty();
  }

  @Test
  void whoIsInOneRunIsInNoOther() {
    Payout first = payouts.propose("north", "CNY", ANN).orElseThrow();
    Payout second = payouts.propose("north", "CNY", ANN).orElseThrow();
    assertThat(await(payouts.carryOut(approval(first), BOB))).isTrue();
    assertThat(await(payouts.carryOut(approval(second), BOB))).isFalse();
    assertThat(payouts.propose("north", "CNY", ANN)).isEmpty();
    assertThat(world.ask("SELECT COUNT(*) FROM payout WHERE state = 'APPROVED'")).isOne();
  }
}
