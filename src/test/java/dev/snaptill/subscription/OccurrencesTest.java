package dev.snaptill.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.subscription.Subscription.Consent;
import dev.snaptill.subscription.Subscription.Stage;
import dev.snaptill.subscription.Subscription.State;
import dev.snaptill.value.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OccurrencesTest {
  private static final SubscriptionConfig CONFIG = SubscriptionConfig.DEFAULT;

  /** 23, 24 or 25 hours apart: the next one's notice leaves a day before, so before this debit. */
  @Property(tries = 500)
  void theNextDaysNoticeIsNeverLate(
      @ForAll @IntRange(max = 2000) int day, @ForAll @IntRange(min = 0, max = 3) int where) {
    ZoneId zone =
        ZoneId.of(
            new String[] {"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia"}
                [where]);
    DueDates dates = new DueDates(Period.DAY, zone, LocalDate.of(2026, 11, 23), CONFIG);
    Instant due = dates.moment(day);
    Subscription s =
        new Subscription(
            1,
            1,
            1,
            1,
            1,
            Period.DAY,
            zone,
            dates.first(),
            null,
            new Money(1_00, "CNY"),
            State.ACTIVE,
            null,
            day,
            day,
            Stage.DEBIT,
            due,
            due,
            0,
            0,
            new Consent(Instant.EPOCH, 1, "sms", ""));
    Instant wakes = Occurrences.wakes(s, CONFIG, due.minus(Duration.ofHours(5)));
    assertThat(wakes).isBefore(due);
    assertThat(Duration.between(wakes, dates.moment(day + 1)))
        .isGreaterThanOrEqualTo(CONFIG.notice());
    // told, or too late for that: nothing is left but the debit
    assertThat(Occurrences.wakes(s.noticed(day + 1), CONFIG, wakes)).isEqualTo(due);
    assertThat(Occurrences.wakes(s, CONFIG, due.plus(Duration.ofHours(2)))).isEqualTo(due);
  }
}
