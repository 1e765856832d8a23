package dev.snaptill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.snaptill.store.Databases;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.VoucherCodes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a payee sees of its vouchers. */
@ParameterizedClass
@EnumSource(Databases.class)
class VoucherApiTest {
  @Parameter Databases database;
  @TempDir Path directory;
  private ApiWorld world;
  private ApiWorld.Shop shop;

  @BeforeEach
  void open() throws Exception {
    world = new ApiWorld(database, directory);
    shop = world.shop("Tea House", "6222000011112230");
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aVoucherIsMadeAndShown() throws Exception {
    var response =
        world.post(
            "/v1/vouchers",
            shop.key(),
            new JsonObject().put("amount", "12.5").put("note", "two teas 茶").put("max_uses", 3));

    assertThat(response.statusCode()).isEqualTo(201);
    JsonObject voucher = response.bodyAsJsonObject();
    String id = voucher.getString("id");
    String digits = voucher.getString("digits");
    assertThat(response.getHeader("Location"))
        .isEqualTo("https://pay.example.com/v1/vouchers/" + id);
    assertThat(response.getHeader("Cache-Control")).isEqualTo("no-store");
    assertThat(digits).hasSize(14);
    assertThat(VoucherCodes.checks(digits)).isTrue();
    assertThat(voucher.getString("code")).isEqualTo(VoucherCodes.spaced(digits));
    assertThat(voucher.getString("amount")).isEqualTo("12.50");
    assertThat(voucher.getString("currency")).isEqualTo("CNY");
    assertThat(voucher.getString("note")).isEqualTo("two teas 茶");
    assertThat(voucher.getString("state")).isEqualTo("active");
    assertThat(voucher.getInteger("uses")).isZero();
    assertThat(voucher.getInteger("max_uses")).isEqualTo(3);
    assertThat(voucher.getString("created")).isEqualTo("2026-11-23T08:00:00Z");
    assertThat(voucher.getString("expires")).isEqualTo("2026-11-24T08:00:00Z");
    assertThat(voucher.getString("payload")).isEqualTo("smsto:10658:" + digits);
    assertThat(voucher.getJsonObject("links").getString("png"))
        .isEqualTo("https://pay.example.com/v1/vouchers/" + id + "/code.png");

    assertThat(world.get("/v1/vouchers/" + id, shop.key()).bodyAsJsonObject()).isEqualTo(voucher);
    var row = ApiWorld.await(world.vouchers.byCode(world.codes.key(digits))).orElseThrow();
    assertThat(Ids.text(row.payeeAccount())).isEqualTo(shop.account());
  }

  @Test
  void theStateSaysWhatBecameOfAVoucher() throws Exception {
    String used = world.voucher(shop, "1").getString("id");
    String expired =
        ApiWorld.created(
                world.post(
                    "/v1/vouchers",
                    shop.key(),
                    new JsonObject().put("amount", "1").put("expires_in", 60)))
            .getString("id");
    world.run("UPDATE voucher_use SET taken = 1 WHERE voucher_id = ?", Ids.parse(used));
    world.run(
        "INSERT INTO payment (id, voucher_id, payer_id, payer_account, payee_id, payee_account,"
            + " amount, currency, day_used, debit_op, payer_route, fee, fee_bearer) VALUES (7, ?, 1, 1, 1, 1, 100, 'CNY', 20261123, 'a debit', "
            + database.bytes("00")
            + ", 0, NULL)",
        Ids.parse(used));
    world.run(
        "INSERT INTO payment_end (payment_id, step, state, changed, history)"
            + " VALUES (7, 2, 'COMPLETED', 0, '')");
    world.clock.forward(Duration.ofMinutes(1));

    assertThat(state(used)).isEqualTo("exhausted");
    assertThat(state(expired)).isEqualTo("expired");
  }

  private String state(String id) throws Exception {
    return world.get("/v1/vouchers/" + id, shop.key()).bodyAsJsonObject().getString("state");
  }

  @Test
  void cancellingStopsAVoucherAndCanBeRepeated() throws Exception {
    String id = world.voucher(shop, "1").getString("id");
    for (int i = 0; i < 2; i++) {
      var cancelled = world.post("/v1/vouchers/" + id + "/cancel", shop.key());
      assertThat(cancelled.statusCode()).isEqualTo(200);
      assertThat(cancelled.bodyAsJsonObject().getString("state")).isEqualTo("cancelled");
    }
  }

  @Test
  void aVoucherWithItsLastPaymentUnderWayIsNotCancelled() throws Exception {
    String id = world.voucher(shop, "1").getString("id");
    world.run("UPDATE voucher_use SET taken = 1 WHERE voucher_id = ?", Ids.parse(id));
    var refused = world.post("/v1/vouchers/" + id + "/cancel", shop.key());
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.bodyAsJsonObject().getString("detail")).contains("under way");
    assertThat(state(id)).isEqualTo("active");
  }

  @Test
  void aListIsPagedNewestFirstWithoutGapsThoughSomeAreOfOneMoment() throws Exception {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(world.voucher(shop, "1").getString("id"));
      if (i % 3 == 2) {
        world.clock.forward(Duration.ofSeconds(1));
      }
    }
    List<String> listed = new ArrayList<>();
    List<String> times = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      JsonObject page =
          world
              .get("/v1/vouchers?limit=2" + (cursor == null ? "" : "&cursor=" + cursor), shop.key())
              .bodyAsJsonObject();
      JsonArray data = page.getJsonArray("data");
      for (int i = 0; i < data.size(); i++) {
        listed.add(data.getJsonObject(i).getString("id"));
        times.add(data.getJsonObject(i).getString("created"));
      }
      cursor = page.getString("next_cursor");
      pages++;
    } while (cursor != null);

    assertThat(pages).isEqualTo(4);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
    assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aPayeeSeesNothingOfAnother() throws Exception {
    ApiWorld.Shop other = world.shop("Bakery", "6222000011119999");
    String id = world.voucher(shop, "1").getString("id");

    assertThat(world.get("/v1/vouchers/" + id, other.key()).statusCode()).isEqualTo(404);
    assertThat(world.get("/v1/vouchers/" + id + "/code.png", other.key()).statusCode())
        .isEqualTo(404);
    assertThat(world.post("/v1/vouchers/" + id + "/cancel", other.key()).statusCode())
        .isEqualTo(404);
    assertThat(world.get("/v1/vouchers", other.key()).bodyAsJsonObject().getJsonArray("data"))
        .isEmpty();
    assertThat(state(id)).isEqualTo("active");
  }

  @Test
  void theCodeIsDrawnAsPngAndSvg() throws Exception {
    JsonObject voucher = world.voucher(shop, "1");
    String path = "/v1/vouchers/" + voucher.getString("id");
    var png = world.get(path + "/code.png?size=300", shop.key());
    assertThat(png.statusCode()).isEqualTo(200);
    assertThat(png.getHeader("Content-Type")).isEqualTo("image/png");
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png.bodyAsBuffer().getBytes()));
    assertThat(picture.getWidth()).isBetween(200, 300);
    assertThat(said(picture)).isEqualTo(voucher.getString("payload"));
    var svg = world.get(path + "/code.svg", shop.key());
    assertThat(svg.getHeader("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(svg.bodyAsString()).startsWith("<svg");
    assertThat(world.get(path + "/code.png?size=5", shop.key()).statusCode()).isEqualTo(400);
  }

  private static String said(BufferedImage picture) throws Exception {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    var source = new RGBLuminanceSource(width, height, pixels);
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(new GlobalHistogramBinarizer(source)),
            Map.of(DecodeHintType.PURE_BARCODE, true))
        .getText();
  }

  @Test
  void aPayeeWithoutAnAccountOrClosedMakesNoVouchers() throws Exception {
    var wrongMoney =
        world.post(
            "/v1/vouchers", shop.key(), new JsonObject().put("amount", "1").put("currency", "EUR"));
    assertThat(wrongMoney.statusCode()).isEqualTo(422);
    assertThat(wrongMoney.bodyAsJsonObject().getString("type")).endsWith(":no-account");

    assertThat(world.post("/v1/parties/" + shop.id() + "/close", world.operatorKey).statusCode())
        .isEqualTo(200);
    var closed = world.post("/v1/vouchers", shop.key(), new JsonObject().put("amount", "1"));
    assertThat(closed.statusCode()).isEqualTo(409);
  }

  @Test
  void anotherCodeIsTakenWhenTheFirstIsSomebodysAlready() throws Exception {
    JsonObject first = world.voucher(shop, "1");
    // the voucher that this key will give, and the code it would get
    long id = world.codes.idFor("api/" + Ids.parse(shop.id()) + "/=clash");
    world.run(
        "UPDATE voucher SET code_key = ? WHERE id = ?",
        world.codes.key(world.codes.code(id, 0)),
        Ids.parse(first.getString("id")));

    JsonObject voucher =
        ApiWorld.created(
            ApiWorld.await(
                world.keyed(
                    "/v1/vouchers", shop.key(), "clash", new JsonObject().put("amount", "1"))));
    assertThat(voucher.getString("id")).isEqualTo(Ids.text(id));
    assertThat(voucher.getString("digits")).isEqualTo(world.codes.code(id, 1));
  }
}
