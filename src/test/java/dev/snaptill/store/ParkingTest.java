package dev.snaptill.store;

import static dev.snaptill.store.OpenDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Databases.class)
class ParkingTest {
  @Parameter Databases kind;
  @TempDir Path directory;
  private OpenDatabase db;

  @BeforeEach
  void open() {
    db = new OpenDatabase(kind, directory);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void write(Statement statement) {
    await(db.journal.submit(Unit.guardedBy(statement)));
  }

  private List<Parking.Due> due(Parking.Kind kind, int limit) {
    return await(Parking.due(db.pool, kind, db.clock.instant(), limit));
  }

  @Test
  void isDueAtItsTimeEarliestFirstAndOfItsKindOnly() {
    Instant now = db.clock.instant();
    write(Parking.add(Parking.Kind.PAYMENT, 1, now.plusSeconds(2)));
    write(Parking.add(Parking.Kind.PAYMENT, 2, now.plusSeconds(1)));
    write(Parking.add(Parking.Kind.OUTBOUND, 1, now));
    assertThat(due(Parking.Kind.PAYMENT, 10)).isEmpty();
    assertThat(due(Parking.Kind.OUTBOUND, 10)).containsExactly(new Parking.Due(1, 1));
    db.clock.move(Duration.ofSeconds(2));
    assertThat(due(Parking.Kind.PAYMENT, 10)).extracting(Parking.Due::id).containsExactly(2L, 1L);
    assertThat(due(Parking.Kind.PAYMENT, 1)).extracting(Parking.Due::id).containsExactly(2L);
  }

  @Test
  void countsHowOftenItWasPutOff() {
    write(Parking.add(Parking.Kind.PAYMENT, 1, db.clock.instant()));
    write(Parking.again(Parking.Kind.PAYMENT, 1, db.clock.instant()));
    assertThat(due(Parking.Kind.PAYMENT, 10)).containsExactly(new Parking.Due(1, 2));
    write(Parking.remove(Parking.Kind.PAYMENT, 1));
    assertThat(due(Parking.Kind.PAYMENT, 10)).isEmpty();
  }

  @Test
  void nothingIsParkedTwice() {
    write(Parking.add(Parking.Kind.PAYMENT, 1, db.clock.instant()));
    assertThatThrownBy(() -> write(Parking.add(Parking.Kind.PAYMENT, 1, db.clock.instant())))
        .isInstanceOf(JournalException.DuplicateKey.class);
  }
}
