package dev.snaptill.simulation;

import dev.snaptill.party.Account;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.MandateStore;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.Settlement;
import dev.snaptill.store.SimulatedStore;
import dev.snaptill.store.Statement;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherIssuer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One seed: a small world, a storm, calm, and what is left of it. */
final class Simulation {
  static final Duration MANUAL_AFTER = Duration.ofMinutes(15);
  private static final AtomicLong NAMES = new AtomicLong();
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  /** Late answers and slow postings are over by then. */
  private static final long CALM_AT_LEAST = 18 * MINUTE;

  private static final long CALM_AT_MOST = 8 * HOUR;

  /** Some ten times as many as the busiest seed has. */
  private static final long MOST_EVENTS = 1_000_000;

  /**
   * What came of a seed.
   *
   * @param hash of everything that happened, and when
   */
  record Result(
      long seed,
      long hash,
      long events,
      int crashes,
      int bankFaults,
      Invariants.Counts counts,
      List<String> violations) {}

  private final long seed;
  private final Faults faults;
  private final Schedule schedule;
  private final SimulatedStore store;
  private final List<SimBank> banks;
  private final SimPhones phones;
  private final List<String> thrown = new ArrayList<>();
  private final int most;
  private SimGateway gateway;
  private Life life;
  private int crashes;
  private boolean over;
  private boolean stuck;

  private Simulation(long seed, Consumer<String> trace) throws SQLException {
    this.seed = seed;
    faults = new Faults(seed);
    schedule = new Schedule(START.plusSeconds(faults.between(0, 86_400)), trace);
    store = new SimulatedStore("simulation" + NAMES.incrementAndGet());
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(schedule.now()), SimGateway.ZONE);
    banks =
        List.of(
            new SimBank("north", schedule, faults, today),
            new SimBank("south", schedule, faults, today));
    phones = new SimPhones(schedule, faults);
    most = faults.chance(0.2) ? 4 : 5_000;
  }

  /**
   * Runs a seed to its end.
   *
   * @param trace gets a line for everything that happens
   */
  static Result run(long seed, Consumer<String> trace) {
    try {
      Simulation simulation = new Simulation(seed, trace);
      try {
        return simulation.run();
      } finally {
        simulation.store.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("seed " + seed, e);
    }
  }

  private Result run() throws SQLException {
    people();
    start();
    long storm = faults.between(2, 12) * MINUTE;
    weather(storm);
    schedule.in(storm, this::calm);
    while (!over && schedule.events() < MOST_EVENTS && schedule.step()) {
      // on it goes
    }
    List<String> violations = new ArrayList<>(thrown);
    if (!over) {
      violations.add("runs and runs: " + MOST_EVENTS + " events");
    }
    thrown(violations);
    if (stuck) {
      violations.add("not everything has ended " + CALM_AT_MOST / HOUR + " h after the storm");
    }
    if (life.alive() && !stuck && gateway.admission.inside() != 0) {
      violations.add("nothing is under way, and admitted are " + gateway.admission.inside());
    }
    Invariants invariants = new Invariants(store.reads(), banks, phones);
    violations.addAll(invariants.check());
    return new Result(
        seed,
        schedule.hash(),
        schedule.events(),
        crashes,
        faults.bankFaults(),
        invariants.counts(),
        violations);
  }

  private void thrown(List<String> into) {
    gateway.vertx.thrown.forEach(e -> into.add("an actor threw " + e));
    gateway.vertx.thrown.clear();
  }

  // ---- the world

  private void people() throws SQLException {
    Instant now = Instant.ofEpochMilli(schedule.now());
    PartyStore parties = new PartyStore(null, SimGateway.VAULT);
    VoucherIssuer issuer =
        new VoucherIssuer(
            new VoucherCodes(SimGateway.VAULT),
            SimGateway.VAULT,
            SimGateway.FORMS,
            schedule.clock());
    List<Statement> rows = new ArrayList<>();
    List<Address> payers = new ArrayList<>();
    int people = (int) faults.between(3, 6);
    int shops = (int) faults.between(1, 2);
    List<Account> accounts = new ArrayList<>();
    for (int i = 1; i <= people; i++) {
      SimBank bank = faults.one(banks);
      AccountNumber number = new AccountNumber("62220200000000" + (10 + i));
      boolean shop = i <= shops;
      bank.open(number, shop ? 0 : faults.between(2_000, 60_000));
      Account account =
          new Account(100 + i, i, bank.terms.name(), number, "CNY", Account.State.OPEN);
      accounts.add(account);
      Address address = Address.tel("+86138000000" + (10 + i));
      rows.add(
          parties.insert(
              new Party(
                  i,
                  shop ? Party.Kind.SHOP : Party.Kind.PERSON,
                  "Party " + i,
                  "en",
                  Party.State.ACTIVE),
              now.toEpochMilli()));
      rows.add(parties.insertAddress(i, address));
      rows.add(parties.insert(account, now.toEpochMilli()));
      if (!shop) {
        payers.add(address);
      }
      // of a shop, to give back from
      rows.add(
          MandateStore.insert(
              new Mandate(
                  i,
                  account.id(),
                  Mandate.State.ACTIVE,
                  20_000,
                  faults.between(5_000, 100_000),
                  (int) faults.between(2, 20),
                  200_000),
              now.toEpochMilli()));
    }
    int refunds = (int) faults.between(0, 6);
    for (int i = 0; i < refunds; i++) {
      schedule.in(faults.between(MINUTE, 12 * MINUTE), this::refund);
    }
    int vouchers = (int) faults.between(2, 6);
    for (int i = 0; i < vouchers; i++) {
      Account shop = accounts.get((int) faults.between(0, shops - 1));
      VoucherIssuer.Issue issue =
          issuer.issue(
              new VoucherIssuer.Order(
                  "voucher " + i,
                  shop.partyId(),
                  shop.id(),
                  new Money(faults.between(100, 9_000), "CNY"),
                  "",
                  faults.chance(0.5) ? 1 : (int) faults.between(2, 4),
                  faults.chance(0.1) ? Duration.ofMinutes(3) : Duration.ofHours(24)),
              0);
      rows.addAll(issue.insert());
      int acts = (int) faults.between(1, 4);
      for (int act = 0; act < acts; act++) {
        Address payer = faults.one(payers);
        // some at the same moment, most over minutes
        long when = faults.chance(0.3) ? 5_000 : faults.between(4_000, 6 * MINUTE);
        schedule.in(when, () -> phones.pay(payer, issue.code()));
      }
    }
    store.write(rows);
  }

  /** The payee of some payment gives it back, or a part of it, whether or not it can. */
  private void refund() {
    if (!life.alive()) {
      return;
    }
    List<long[]> known = new ArrayList<>();
    try (java.sql.Statement sql = store.reads().createStatement();
        ResultSet row = sql.executeQuery("SELECT id, payee_id, amount FROM payment ORDER BY id")) {
      while (row.next()) {
        known.add(new long[] {row.getLong(1), row.getLong(2), row.getLong(3)});
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    if (known.isEmpty()) {
      return;
    }
    long[] payment = faults.one(known);
    Money amount =
        faults.chance(0.4) ? null : new Money(faults.between(1, payment[2] + 100), "CNY");
    schedule.tell("shop", "gives back " + (amount == null ? "all" : amount) + " of " + payment[0]);
    SimGateway asked = gateway;
    life.in(
        0,
        () ->
            asked.bus.ask(
                Settlement.REFUND,
                new Settlement.RefundOrder(
                    asked.ids.next(), payment[0], payment[1], amount, null, null, null, null),
                Duration.ofSeconds(30)));
  }

  private void weather(long storm) {
    for (SimBank bank : banks) {
      if (faults.strikes(0.15)) {
        schedule.in(
            faults.between(0, storm),
            () -> down(bank, faults.chance(0.5) ? HOUR : faults.between(5_000, 5 * MINUTE)));
      }
      if (faults.strikes(0.4)) {
        schedule.in(
            faults.between(0, storm),
            () -> {
              bank.cutOver();
              if (life.alive()) {
                gateway.links.get(banks.indexOf(bank)).day();
              }
            });
      }
    }
  }

  private void down(SimBank bank, long millis) {
    bank.down(millis);
    if (life.alive()) {
      life.in(0, gateway.links.get(banks.indexOf(bank))::cut);
    }
  }

  private void start() {
    schedule.tell("gateway", "starts");
    life = new Life(schedule, faults, this::died);
    gateway =
        new SimGateway(
            store,
            banks,
            phones,
            most,
            life,
            schedule,
            faults,
            () -> schedule.busy() ? 0 : faults.between(10_000, 25_000));
  }

  private void died() {
    crashes++;
    gateway.links.forEach(SimLink::died);
    thrown(thrown);
    schedule.in(faults.between(500, 40_000), this::start);
  }

  private void calm() {
    schedule.tell("world", "calm");
    faults.calm();
    long since = schedule.now();
    schedule.in(CALM_AT_LEAST, () -> look(since));
  }

  private void look(long since) {
    if (phones.silent() && underWay() == 0) {
      over = true;
    } else if (schedule.now() - since > CALM_AT_MOST) {
      over = true;
      stuck = true;
    } else {
      schedule.in(MINUTE, () -> look(since));
    }
  }

  private long underWay() {
    try (java.sql.Statement sql = store.reads().createStatement();
        ResultSet row =
            sql.executeQuery(
                "SELECT (SELECT COUNT(*) FROM inbox_open) + (SELECT COUNT(*) FROM payment_live)"
                    + " + (SELECT COUNT(*) FROM outbox_open) FROM sweep_mark")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
