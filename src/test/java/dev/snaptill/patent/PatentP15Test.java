package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Camera;
import dev.snaptill.simulator.phone.Shot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P15, receipts B: the payer passes its receipt on to the payee, the payee submits it, and the
 * platform confirms it to the payee: once, and says so the second time.
 */
class PatentP15Test {
  private static final String UNKNOWN =
      "No payment to you has this receipt number. Don't accept it.";
  private static final String FORGED =
      "This receipt is forged or has been altered. Don't accept it.";

  @TempDir static Path directory;
  private static World world;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void aNumberThatThePayerToldIsConfirmedOnceByText() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    String typed = "check " + paid.number().toLowerCase(java.util.Locale.ROOT).replace("-", " ");
    assertThat(world.answerTo(world.shop, typed))
        .matches(
            "Confirmed: receipt "
                + paid.number()
                + ", 7\\.50 CNY from 139\\*{4}\\d{4}, paid \\d+ \\w+ \\d\\d:\\d\\d\\.");
    assertThat(world.answerTo(world.shop, "CHECK " + paid.number()))
        .startsWith("Careful: receipt " + paid.number())
        .contains("was already confirmed on ");
    assertThat(world.answerTo(world.shop, "查 " + paid.number())).startsWith("Careful: ");
  }

  @Test
  void aPhotoOfTheReceiptOnThePayersPhoneIsConfirmed() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Paid paid = Paid.by(world, payer);
    long last = payer.phone().lastId();
    payer.phone().sendText("RECEIPT " + paid.number());
    var message = payer.phone().awaitPicture(last, World.SOON);
    assertThat(message.text())
        .isEqualTo(
            "Receipt "
                + paid.number()
                + ": 7.50 CNY to Corner Shop. Show this picture, or the number, to whoever you paid.");
    Picture onThePhone = message.pictures().get(0);
    assertThat(world.answerTo(world.shop, "", Camera.photograph(onThePhone, Shot.good())))
        .startsWith("Confirmed: receipt " + paid.number());
    assertThat(world.answerTo(world.shop, "", onThePhone)).startsWith("Careful: ");
  }

  @Test
  void thePayerForwardsTheReceiptAndThePayeeSubmitsItOverTheApi() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    JsonObject first = check(paid.number(), world.shopKey);
    assertThat(first.getString("result")).isEqualTo("confirmed");
    assertThat(first.getString("amount")).isEqualTo("7.50");
    assertThat(first.getString("payer")).matches("139\\*{4}\\d{4}");
    assertThat(first.getString("confirmed_before")).isNull();
    JsonObject second = check(paid.number(), world.shopKey);
    assertThat(second.getString("result")).isEqualTo("confirmed_before");
    assertThat(second.getString("confirmed_before")).isNotNull();
  }

  @Test
  void othersLearnNothing() throws Exception {
    Person payer = world.person("Ann", 100_00);
    Person other = world.person("Li", 0);
    Paid paid = Paid.by(world, payer);
    assertThat(world.answerTo(other.phone(), "CHECK " + paid.number())).isEqualTo(UNKNOWN);
    assertThat(world.answerTo(world.stranger, "CHECK " + paid.number())).isEqualTo(UNKNOWN);
    assertThat(world.answerTo(other.phone(), "CHECK " + nobodys(paid.number()))).isEqualTo(UNKNOWN);
    assertThat(world.answerTo(other.phone(), "RECEIPT " + paid.number()))
        .isEqualTo("You have no payment with this receipt number.");
    String key =
        world
            .operator(
                "POST", "/v1/keys", new JsonObject().put("party", other.id()).put("name", "x"))
            .getString("key");
    assertThat(check(paid.number(), key)).isEqualTo(new JsonObject().put("result", "unknown"));
    assertThat(check(paid.number(), world.shopKey).getString("result")).isEqualTo("confirmed");
  }

  @Test
  void aSlipAndAForgeryAreTold() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    char last = paid.number().charAt(paid.number().length() - 1);
    String slip =
        paid.number().substring(0, paid.number().length() - 1) + (last == '0' ? '1' : '0');
    assertThat(world.answerTo(world.shop, "CHECK " + slip))
        .startsWith("This is no receipt number.");
    String token = receipt(paid).getString("token");
    String[] parts = token.split("\\.");
    String more =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("7.50", "750.00");
    String altered =
        parts[0]
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(more.getBytes(StandardCharsets.UTF_8))
            + "."
            + parts[2];
    assertThat(world.answerTo(world.shop, "", drawn(altered))).isEqualTo(FORGED);
    assertThat(check(altered, world.shopKey).getString("result")).isEqualTo("forged");
    assertThat(page(altered)).contains("forged or has been altered");
    assertThat(world.answerTo(world.shop, "", drawn(token))).startsWith("Confirmed: ");
  }

  @Test
  void anybodyVerifiesTheSignatureWithThePublishedKey() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    JsonObject receipt = receipt(paid);
    String token = receipt.getString("token");
    assertThat(verifies(token)).isTrue();
    JsonObject said =
        new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
    assertThat(said.getString("jti")).isEqualTo(paid.number());
    assertThat(said.getString("amt")).isEqualTo("7.50");
    assertThat(said.fieldNames()).containsExactlyInAnyOrder("jti", "amt", "cur", "sub", "iat");
  }

  @Test
  void aNewKeySignsAndTheOldOneVerifiesUntilItIsRetired() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    String old = receipt(paid).getString("token");
    world.operator("POST", "/v1/receipt-keys", new JsonObject());
    String fresh = receipt(paid).getString("token");
    assertThat(fresh).isNotEqualTo(old);
    assertThat(verifies(old)).isTrue();
    assertThat(verifies(fresh)).isTrue();
    world.operator("POST", "/v1/receipt-keys", new JsonObject().put("retire_older", true));
    assertThat(keys().size()).isEqualTo(1);
    // a retired key proves nothing, but the payment's own row decides
    assertThat(check(old, world.shopKey).getString("result")).isEqualTo("confirmed");
  }

  @Test
  void thePageTellsThePayeeAndNobodyElse() throws Exception {
    Paid paid = Paid.by(world, world.person("Ann", 100_00));
    long last = world.shop.lastId();
    String shown = page(paid.number());
    assertThat(shown).contains("If a payment has this number").doesNotContain("7.50");
    assertThat(page(nobodys(paid.number()))).contains("If a payment has this number");
    assertThat(world.shop.awaitText(t -> t.startsWith("Confirmed: "), last, World.SOON).text())
        .contains(paid.number());
    assertThat(world.answerTo(world.shop, "CHECK " + paid.number())).startsWith("Careful: ");
    assertThat(page(receipt(paid).getString("token")))
        .contains("This receipt is genuine: 7.50 CNY to Corner Shop", paid.number());
  }

  private static Picture drawn(String token) {
    return new Picture("receipt.png", "image/png", QrDrawing.of(token).pngForMms());
  }

  // ---- the payee's programme

  private static JsonObject check(String receipt, String key) throws Exception {
    return world.call("POST", "/v1/receipts/check", key, new JsonObject().put("receipt", receipt));
  }

  private static JsonObject receipt(Paid paid) throws Exception {
    return world.call("GET", "/v1/payments/" + paid.id() + "/receipt.json", world.shopKey, null);
  }

  /** Well formed, but of a payment that does not exist. */
  private static String nobodys(String number) {
    String plain = number.replace("-", "");
    for (char c : "0123456789".toCharArray()) {
      for (int check = 0; check < 100; check++) {
        String other = plain.substring(0, 12) + c + String.format("%02d", check);
        if (!other.equals(plain) && dev.snaptill.settlement.Receipts.parse(other) >= 0) {
          return other;
        }
      }
    }
    throw new IllegalStateException("none found");
  }

  private static String page(String receipt) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(world.api() + "/r"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "receipt=" + URLEncoder.encode(receipt, StandardCharsets.UTF_8)))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static JsonArray keys() throws Exception {
    return new JsonObject(
            new String(world.fetch("/.well-known/jwks.json", "").body(), StandardCharsets.UTF_8))
        .getJsonArray("keys");
  }

  /** With the JDK alone, from the JWKS. */
  private static boolean verifies(String token) throws Exception {
    String[] parts = token.split("\\.");
    String kid =
        new JsonObject(new String(Base64.getUrlDecoder().decode(parts[0]))).getString("kid");
    for (Object one : keys()) {
      JsonObject jwk = (JsonObject) one;
      if (jwk.getString("kid").equals(kid)) {
        byte[] x = Base64.getUrlDecoder().decode(jwk.getString("x"));
        boolean odd = x[31] < 0;
        x[31] &= 0x7f;
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
          big[i] = x[31 - i];
        }
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(
                    new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519,
                        new EdECPoint(odd, new java.math.BigInteger(1, big)))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
      }
    }
    return false;
  }
}
