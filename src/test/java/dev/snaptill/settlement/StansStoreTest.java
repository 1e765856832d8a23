package dev.snaptill.settlement;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.bank.OperationKey;
import dev.snaptill.store.Databases;
import dev.snaptill.store.JournalException;
import dev.snaptill.store.OpenDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a real database. The clock stands at nine in the morning of 23 November in the bank's zone.
 */
@ParameterizedClass
@EnumSource(Databases.class)
class StansStoreTest {
  private static final String FIRST = "SNAP0001";
  private static final String SECOND = "SNAP0002";
  private static final BankTerms BANK =
      new BankTerms(
          "north",
          ZoneId.of("Asia/Shanghai"),
          List.of(FIRST, SECOND),
          true,
          true,
          false,
          Duration.ofMinutes(10));

  /** The first number that only reversals may have. */
  private static final int RESERVED = 990_000;

  @Parameter Databases database;
  @TempDir Path directory;
  private OpenDatabase db;
  private Context loop;
  private Stans stans;

  @BeforeEach
  void open() {
    db = new OpenDatabase(database, directory);
    loop = db.vertx.getOrCreateContext();
    stans = started();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private Stans started() {
    return new Stans(BANK, db.journal::submit, new StansStore(db.pool), db.clock);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> act) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(now -> act.get().onSuccess(promise::complete).onFailure(promise::fail));
    return promise.future();
  }

  private OperationKey next() {
    return await(onLoop(stans::next));
  }

  private OperationKey reversal(String terminal) {
    return await(onLoop(() -> stans.nextOn(terminal)));
  }

  private List<OperationKey> take(int many) {
    List<OperationKey> keys = new ArrayList<>();
    Future<Void> all =
        onLoop(
            () -> {
              List<Future<OperationKey>> wishes = new ArrayList<>();
              for (int i = 0; i < many; i++) {
                wishes.add(stans.next().onSuccess(keys::add));
              }
              return Future.all(wishes).mapEmpty();
            });
    await(all);
    return keys;
  }

  /** As if so many had been given out today. */
  private void given(String terminal, int next) {
    db.run(
        "INSERT INTO terminal (bank, terminal, business_day, next_stan) VALUES ('north', '"
            + terminal
            + "', 20261123, "
            + next
            + ")");
  }

  @Test
  void numbersBeginAtOneAndFollowEachOther() {
    assertThat(take(3))
        .extracting(OperationKey::text)
        .containsExactly(
            "20261123/north/SNAP0001/000001",
            "20261123/north/SNAP0001/000002",
            "20261123/north/SNAP0001/000003");
  }

  @Test
  void noNumberIsGivenTwiceAlsoOverRestarts() {
    Set<OperationKey> all = new HashSet<>(take(2_500));
    int last = all.stream().mapToInt(OperationKey::stan).max().orElseThrow();
    stans = started();
    OperationKey first = next();
    assertThat(first.stan()).as("what was left of a block is thrown away").isGreaterThan(last);
    assertThat((first.stan() - 1) % 1_000).isZero();
    all.add(first);
    all.addAll(take(1_200));
    assertThat(all).hasSize(3_701);
  }

  @Test
  void aBlockIsCommittedBeforeItsFirstNumberIsUsed() {
    OperationKey key = next();
    assertThat(db.ask("SELECT next_stan FROM terminal WHERE terminal = 'SNAP0001'"))
        .isGreaterThan(key.stan());
  }

  @Test
  void twoGatewaysOnOneTerminalNeverShareANumber() {
    Stans other = started();
    Set<OperationKey> all = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      all.addAll(take(700));
      for (int j = 0; j < 10; j++) {
        all.add(await(onLoop(other::next)));
      }
    }
    assertThat(all).hasSize(2_130);
  }

  @Test
  void whenATerminalsDayIsFullTheNextOneIsUsed() {
    given(FIRST, RESERVED - 5);
    assertThat(take(7))
        .extracting(key -> key.terminal() + " " + key.stan())
        .containsExactly(
            "SNAP0001 989995",
            "SNAP0001 989996",
            "SNAP0001 989997",
            "SNAP0001 989998",
            "SNAP0001 989999",
            "SNAP0002 1",
            "SNAP0002 2");
  }

  @Test
  void whenAllAreFullPaymentsAreRefusedAndReversalsGoOn() {
    given(FIRST, RESERVED);
    given(SECOND, RESERVED);
    assertThatThrownBy(this::next)
        .isInstanceOf(Stans.Exhausted.class)
        .hasMessage("bank north has no STAN left today: configure more terminals");
    assertThat(reversal(FIRST).text()).isEqualTo("20261123/north/SNAP0001/990000");
    assertThat(reversal(FIRST).stan()).isEqualTo(990_001);
    assertThat(reversal(SECOND).stan()).isEqualTo(990_000);
    assertThatThrownBy(this::next).isInstanceOf(Stans.Exhausted.class);
  }

  @Test
  void theReserveEndsWithTheLastNumberOfSixDigits() {
    given(FIRST, 999_998);
    assertThat(reversal(FIRST).stan()).isEqualTo(999_998);
    assertThat(reversal(FIRST).stan()).isEqualTo(999_999);
    assertThatThrownBy(() -> reversal(FIRST)).isInstanceOf(Stans.Exhausted.class);
  }

  @Test
  void aReversalHasItsOwnNumberOnItsOriginalsTerminal() {
    OperationKey debit = next();
    OperationKey reversal = reversal(debit.terminal());
    assertThat(reversal.terminal()).isEqualTo(debit.terminal());
    assertThat(reversal).isNotEqualTo(debit);
    List<OperationKey> later = take(2_000);
    assertThat(later).doesNotContain(reversal, debit).doesNotHaveDuplicates();
  }

  @Test
  void aNewBusinessDayBeginsAtOneOnTheFirstTerminal() {
    given(FIRST, RESERVED);
    given(SECOND, RESERVED);
    assertThatThrownBy(this::next).isInstanceOf(Stans.Exhausted.class);
    // midnight in Shanghai is four in the afternoon in UTC
    db.clock.move(Duration.ofHours(15));
    OperationKey key = next();
    assertThat(key).isEqualTo(new OperationKey("north", FIRST, LocalDate.of(2026, 11, 24), 1));
    assertThat(reversal(FIRST).businessDay()).isEqualTo(LocalDate.of(2026, 11, 24));
  }

  @Test
  void aHundredReversalsAtOnceShareOneBlock() {
    List<Future<OperationKey>> wishes = new ArrayList<>();
    await(
        onLoop(
            () -> {
              for (int i = 0; i < 100; i++) {
                wishes.add(stans.nextOn(FIRST));
              }
              return Future.all(wishes);
            }));
    assertThat(wishes).extracting(w -> w.result().stan()).doesNotHaveDuplicates().contains(1, 100);
    assertThat(db.ask("SELECT next_stan FROM terminal WHERE terminal = 'SNAP0001'")).isEqualTo(101);
  }

  @Test
  void theDayTheBankToldIsKeptOverARestartAndNeverGoesBack() {
    LocalDate told = LocalDate.of(2026, 11, 24);
    OperationKey before = next();
    assertThat(stans.closed(before)).isFalse();
    stans.businessDay(told);
    stans.businessDay(told.minusDays(1));
    stans.businessDay(told.plusYears(70));
    assertThat(next()).isEqualTo(new OperationKey("north", FIRST, told, 1));
    assertThat(stans.closed(before)).isTrue();
    stans = started();
    await(stans.open());
    assertThat(next().businessDay()).isEqualTo(told);
    // the calendar no longer counts
    db.clock.move(Duration.ofDays(3));
    assertThat(next().businessDay()).isEqualTo(told);
  }

  @Test
  void whenTheJournalIsDownNothingIsGivenOut() {
    db.journal.close();
    assertThatThrownBy(this::next).isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> reversal(FIRST)).isInstanceOf(JournalException.class);
  }

  @Test
  void keysReadBack() {
    OperationKey key = next();
    assertThat(OperationKey.parse(key.text())).isEqualTo(key);
  }
}
