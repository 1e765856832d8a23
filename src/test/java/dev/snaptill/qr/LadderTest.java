package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LadderTest {
  private static final Grey PICTURE = new Grey(new byte[4], 2, 2);

  private final AtomicLong clock = new AtomicLong();
  private final List<String> tried = new ArrayList<>();

  /** A stage of 100 ms. */
  private Stage stage(String name, String... texts) {
    return new Stage() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void look(Sight sight, Finds finds) {
        tried.add(name);
        clock.addAndGet(Duration.ofMillis(100).toNanos());
        for (String text : texts) {
          finds.add(text);
        }
      }
    };
  }

  private Ladder.Climb climb(Duration budget, Stage... stages) {
    return new Ladder(List.of(stages), clock::get).climb(PICTURE, 0, budget, "ours"::equals);
  }

  @Test
  void leavesAtTheStageThatReadsWhatWasAskedFor() {
    Ladder.Climb climb =
        climb(Duration.ofSeconds(9), stage("a", "theirs"), stage("b", "ours"), stage("c"));

    assertThat(climb.texts()).containsExactly("theirs", "ours");
    assertThat(climb.stage()).contains("b");
    assertThat(climb.passed()).isTrue();
    assertThat(tried).containsExactly("a", "b");
  }

  @Test
  void stopsBetweenStagesWhenTheTimeIsUp() {
    Ladder.Climb climb = climb(Duration.ofMillis(150), stage("a"), stage("b"), stage("c", "ours"));

    assertThat(climb.timedOut()).isTrue();
    assertThat(tried).containsExactly("a", "b");
  }

  @Test
  void triesTheFirstStageHoweverLateItIs() {
    clock.set(Duration.ofSeconds(5).toNanos());

    assertThat(climb(Duration.ofMillis(1), stage("a", "ours"), stage("b")).passed()).isTrue();
  }

  @Test
  void aStageThatTripsCostsOnlyItself() {
    Stage tripping =
        new Look(
            View.FULL.then("view", grey -> grey),
            new Engine() {
              @Override
              public String name() {
                return "tripping";
              }

              @Override
              public void read(Grey grey, Finds finds) {
                throw new ArrayIndexOutOfBoundsException(-1);
              }
            });

    assertThat(climb(Duration.ofSeconds(9), tripping, stage("b", "ours")).stage()).contains("b");
  }

  @Test
  void oneTextIsReportedOnce() {
    Ladder.Climb climb =
        climb(Duration.ofSeconds(9), stage("a", "theirs", ""), stage("b", "theirs"));

    assertThat(climb.texts()).containsExactly("theirs");
    assertThat(climb.timedOut()).isFalse();
  }

  @Test
  void theStagesHaveDistinctNames() {
    assertThat(Stages.names()).doesNotHaveDuplicates();
  }
}
