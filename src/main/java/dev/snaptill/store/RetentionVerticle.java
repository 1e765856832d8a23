package dev.snaptill.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes out what has ended and is older than it may be kept; one kind after another. */
public final class RetentionVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(RetentionVerticle.class);

  /**
   * One kind of thing.
   *
   * @param name in metrics
   * @param purge takes out, in bounded slices, what ended before the time it is given; completes
   *     with how many
   */
  public record Job(
      String name, java.time.Duration kept, Function<Instant, Future<Integer>> purge) {}

  private final RetentionConfig config;
  private final List<Job> jobs;
  private final MeterRegistry metrics;
  private final Clock clock;

  public RetentionVerticle(
      RetentionConfig config, List<Job> jobs, MeterRegistry metrics, Clock clock) {
    this.config = config;
    this.jobs = List.copyOf(jobs);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    again();
    return Future.succeededFuture();
  }

  private void again() {
    vertx.setTimer(config.every().toMillis(), timer -> run().onComplete(done -> again()));
  }

  private Future<Void> run() {
    Future<Void> all = Future.succeededFuture();
    for (Job job : jobs) {
      all = all.compose(done -> run(job));
    }
    return all;
  }

  private Future<Void> run(Job job) {
    return job.purge()
        .apply(clock.instant().minus(job.kept()))
        .onSuccess(
            count -> {
              metrics.counter("snaptill_retention_total", "kind", job.name()).increment(count);
              if (count > 0) {
                log.info("retention: {} {} taken out", count, job.name());
              }
            })
        .onFailure(e -> log.warn("retention of {}: {}", job.name(), e.toString()))
        .<Void>mapEmpty()
        .recover(e -> Future.succeededFuture());
  }
}
