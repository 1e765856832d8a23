package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Photos with nothing to be read in them go through all stages; they must not hold up the rest. */
class HeavyPhotosTest {
  private static final String OURS = "https://pay.example/v/7f3K2mQ9";
  private static final int HEAVY = 8;

  private static final class Shelf implements MediaStore {
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final List<String> fetched = new CopyOnWriteArrayList<>();

    @Override
    public Future<MediaRef> put(byte[] bytes, String contentType) {
      String name = "%064x".formatted(kept.size());
      kept.put(name, bytes);
      return Future.succeededFuture(new MediaRef(name, bytes.length, contentType));
    }

    @Override
    public Future<byte[]> get(MediaRef ref) {
      fetched.add(ref.sha256());
      return Future.succeededFuture(kept.get(ref.sha256()));
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Shelf shelf = new Shelf();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> ended = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private void deploy(int workers, int keptPixels, Duration longestWait) throws Exception {
    QrConfig config =
        new QrConfig(
            workers,
            Math.max(1, workers - 1),
            100,
            keptPixels,
            longestWait,
            Duration.ofSeconds(5),
            ImageLimits.DEFAULT);
    await(vertx.deployVerticle(new QrVerticle(config, bus, meters, shelf)));
  }

  /** Large and full of noise. */
  private static byte[] heavy() {
    return Photo.blank(1200, 900, 128).noisy(40).jpeg(0.9);
  }

  private Future<PhotosRead> ask(String name, MediaRef... pictures) {
    return bus.ask(Qr.READ, new ReadPhotos(List.of(pictures), OURS::equals), Duration.ofMinutes(2))
        .onComplete(done -> ended.add(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aPlainPhotoOvertakesTheHeavyOnesThatCameBefore(int workers) throws Exception {
    deploy(workers, 100_000_000, Duration.ofMinutes(1));
    MediaRef heavy = await(shelf.put(heavy(), "image/jpeg"));
    MediaRef plain = await(shelf.put(Photo.of(OURS, 5).jpeg(0.8), "image/jpeg"));
    List<Future<PhotosRead>> all = new ArrayList<>();
    for (int i = 0; i < HEAVY; i++) {
      all.add(ask("heavy", heavy));
    }
    all.add(ask("plain", plain));
    await(Future.all(all));

    assertThat(ended).hasSize(HEAVY + 1);
    assertThat(ended.indexOf("plain")).isLessThan(HEAVY / 2);
    assertThat(all.get(HEAVY).result().texts()).containsExactly(OURS);
    assertThat(all.get(0).result().trouble()).isPresent();
    // Each was decoded once, and went on from there.
    assertThat(shelf.fetched).hasSize(HEAVY + 1);
    assertThat(stage("base-hybrid")).isEqualTo(HEAVY + 1);
    assertThat(meters.get("snaptill.decode.kept.pixels").gauge().value()).isZero();
    assertThat(meters.get("snaptill.decode.queue").tag("lane", "deep").gauge().value()).isZero();
  }

  @Test
  void whatMemoryHasNoRoomForIsDecodedAgain() throws Exception {
    deploy(2, 1200 * 900, Duration.ofMinutes(1));
    MediaRef heavy = await(shelf.put(heavy(), "image/jpeg"));
    MediaRef small = await(shelf.put(Photo.blank(200, 200, 99).jpeg(0.8), "image/jpeg"));
    PhotosRead read = await(ask("both", heavy, small));

    assertThat(read.trouble()).isPresent();
    assertThat(shelf.fetched).containsExactly(heavy.sha256(), small.sha256(), small.sha256());
    assertThat(meters.get("snaptill.decode.kept.pixels").gauge().value()).isZero();
  }

  @Test
  void whoWaitedTooLongIsToldToAskAgain() throws Exception {
    deploy(1, 100_000_000, Duration.ZERO);
    MediaRef heavy = await(shelf.put(heavy(), "image/jpeg"));
    List<Future<PhotosRead>> all = new ArrayList<>();
    for (int i = 0; i < HEAVY; i++) {
      all.add(ask("heavy", heavy));
    }
    await(Future.join(all).otherwiseEmpty());

    List<Future<PhotosRead>> refused = all.stream().filter(Future::failed).toList();
    assertThat(refused).isNotEmpty();
    assertThat(refused).allSatisfy(f -> assertThat(f.cause().getMessage()).contains(Qr.BUSY));
    assertThat(meters.get("snaptill.decodes").tag("result", "busy").counter().count())
        .isEqualTo(refused.size());
    assertThat(meters.get("snaptill.decode.kept.pixels").gauge().value()).isZero();
  }

  private long stage(String name) {
    return meters.get("snaptill.decode.stage").tag("stage", name).timer().count();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
