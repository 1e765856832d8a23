package dev.snaptill.qr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.config.Settings;
import dev.snaptill.store.MediaStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QrVerticleTest {
  private static final String OURS = "https://pay.example/v/7f3K2mQ9";
  private static final String ALSO_OURS = "https://pay.example/v/second";
  private static final Duration AMPLE = Duration.ofSeconds(30);

  /** Pictures by name; a gate holds back every answer until it opens. */
  private static final class Shelf implements MediaStore {
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private volatile Future<Void> gate = Future.succeededFuture();

    @Override
    public Future<MediaRef> put(byte[] bytes, String contentType) {
      String name = "%064x".formatted(kept.size());
      kept.put(name, bytes);
      return Future.succeededFuture(new MediaRef(name, bytes.length, contentType));
    }

    @Override
    public Future<byte[]> get(MediaRef ref) {
      byte[] bytes = kept.get(ref.sha256());
      return gate.compose(
          open -> bytes == null ? Future.failedFuture("gone") : Future.succeededFuture(bytes));
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Shelf shelf = new Shelf();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeEach
  void deploy() throws Exception {
    QrConfig config = new QrConfig(1, 2, Duration.ofSeconds(5), ImageLimits.DEFAULT);
    await(vertx.deployVerticle(new QrVerticle(config, bus, meters, shelf)));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void theVoucherInAPhotoIsRead() throws Exception {
    PhotosRead answer = ask(Photo.of(OURS, 5).turned(12).jpeg(0.6));

    assertThat(answer).isEqualTo(new PhotosRead(List.of(OURS), 0, Optional.empty()));
    assertThat(meters.get("snaptill.decodes").tag("result", "read").counter().count()).isOne();
    assertThat(meters.get("snaptill.decode").timer().count()).isOne();
    assertThat(meters.get("snaptill.decode.queue").tag("lane", "first").gauge().value()).isZero();
  }

  @Test
  void severalVouchersAreAllToldSoThatNobodyPicks() throws Exception {
    PhotosRead answer =
        ask(
            Photo.of(OURS, 5).jpeg(0.8),
            Photo.of("https://elsewhere.example/", 5).jpeg(0.8),
            Photo.of(ALSO_OURS, 5).jpeg(0.8),
            Photo.of(OURS, 6).jpeg(0.8));

    assertThat(answer).isEqualTo(new PhotosRead(List.of(OURS, ALSO_OURS), 1, Optional.empty()));
  }

  @Test
  void everyTroubleHasItsName() throws Exception {
    byte[] foreign = QrDrawing.of("https://elsewhere.example/").png(4);
    byte[] nothing = Photo.blank(300, 300, 200).jpeg(0.8);

    assertThat(ask().trouble()).contains(Trouble.NO_CODE);
    assertThat(ask(nothing).trouble()).contains(Trouble.NO_CODE);
    assertThat(ask(nothing, foreign).trouble()).contains(Trouble.NOT_OURS);
    assertThat(ask(nothing, Hostile.heic()).trouble()).contains(Trouble.UNKNOWN_KIND);
    assertThat(ask(Hostile.pngClaiming(9000, 9000)).trouble()).contains(Trouble.TOO_BIG);
    assertThat(ask(Hostile.gif35()).trouble()).contains(Trouble.BROKEN);
  }

  @Test
  void aPictureThatIsTooLongIsNotEvenFetched() throws Exception {
    MediaRef huge = new MediaRef("0".repeat(64), 50_000_000, "image/jpeg");

    assertThat(await(ask(List.of(huge))).trouble()).contains(Trouble.TOO_BIG);
  }

  @Test
  void onlyTheFirstFivePicturesCount() throws Exception {
    byte[] nothing = Photo.blank(200, 200, 200).jpeg(0.8);
    byte[] code = QrDrawing.of(OURS).png(4);

    assertThat(ask(nothing, nothing, nothing, nothing, nothing, code).texts()).isEmpty();
    assertThat(ask(nothing, nothing, nothing, nothing, code).texts()).containsExactly(OURS);
  }

  @Test
  void aPictureThatIsGoneFailsTheQuestion() {
    MediaRef gone = new MediaRef("f".repeat(64), 10, "image/jpeg");

    assertThat(failure(ask(List.of(gone)))).contains("gone");
  }

  @Test
  void whenAllPlacesAreTakenTheNextIsToldToComeAgain() throws Exception {
    Promise<Void> gate = Promise.promise();
    shelf.gate = gate.future();
    MediaRef picture = await(shelf.put(QrDrawing.of(OURS).png(4), "image/png"));
    List<Future<PhotosRead>> places = new ArrayList<>();
    // One worker: two at work (one of them fetching), two in the queue.
    for (int i = 0; i < 4; i++) {
      places.add(ask(List.of(picture)));
    }

    assertThat(failure(ask(List.of(picture)))).contains(Qr.BUSY);
    assertThat(meters.get("snaptill.decode.queue").tag("lane", "first").gauge().value())
        .isEqualTo(2);

    gate.complete();
    for (Future<PhotosRead> place : places) {
      assertThat(await(place).texts()).containsExactly(OURS);
    }
    assertThat(await(ask(List.of(picture))).texts()).containsExactly(OURS);
  }

  @Test
  void theConfigurationHasDefaultsAndRanges() {
    Settings empty = Settings.parse("test", "", Map.of());
    QrConfig config = QrConfig.from(empty);

    assertThat(config.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.budget()).isEqualTo(Duration.ofMillis(400));
    assertThat(config.limits()).isEqualTo(ImageLimits.DEFAULT);

    Settings given =
        Settings.parse("test", "workers: 3\nqueue: 9\nbudget: 150ms\nmax_bytes: 300000", Map.of());
    QrConfig read = QrConfig.from(given);
    given.check();
    assertThat(read.workers()).isEqualTo(3);
    assertThat(read.queue()).isEqualTo(9);
    assertThat(read.budget()).isEqualTo(Duration.ofMillis(150));
    assertThat(read.limits().maxBytes()).isEqualTo(300_000);
  }

  private PhotosRead ask(byte[]... pictures) throws Exception {
    List<MediaRef> refs = new ArrayList<>();
    for (byte[] picture : pictures) {
      refs.add(await(shelf.put(picture, "image/jpeg")));
    }
    return await(ask(refs));
  }

  private Future<PhotosRead> ask(List<MediaRef> pictures) {
    return bus.ask(
        Qr.READ,
        new ReadPhotos(pictures, text -> text.startsWith("https://pay.example/v/")),
        AMPLE);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static String failure(Future<?> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .handle((answer, e) -> e == null ? "no failure" : String.valueOf(e.getMessage()))
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }
}
