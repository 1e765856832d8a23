package dev.snaptill.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  @Test
  void everyPartHasToBeWell() {
    Readiness readiness = new Readiness();
    assertThat(readiness.ready()).isTrue();
    readiness.set("bank north", true, "");
    readiness.set("carrier east", false, "not bound");
    assertThat(readiness.ready()).isFalse();
    assertThat(readiness.conditions())
        .containsEntry("carrier east", new Readiness.Condition(false, "not bound"));
    readiness.set("carrier east", true, "");
    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void aWatchedPartIsAskedEachTime() {
    Readiness readiness = new Readiness();
    AtomicReference<String> broken = new AtomicReference<>();
    readiness.watch("database", broken::get);
    assertThat(readiness.ready()).isTrue();
    broken.set("the disk is full");
    assertThat(readiness.conditions().get("database").why()).isEqualTo("the disk is full");
    assertThat(readiness.ready()).isFalse();
    readiness.remove("database");
    assertThat(readiness.ready()).isTrue();
  }

  @Test
  void onlyNewWorkIsRefusedWhenThereIsNoRoom() {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    Admission admission = new Admission(2, metrics);
    assertThat(admission.tryEnter()).isTrue();
    assertThat(admission.tryEnter()).isTrue();
    assertThat(admission.tryEnter()).isFalse();
    admission.enter();
    assertThat(admission.inside()).isEqualTo(3);
    assertThat(metrics.get("snaptill_unfinished").gauge().value()).isEqualTo(3);
    admission.leave();
    admission.leave();
    assertThat(admission.tryEnter()).isTrue();
  }
}
