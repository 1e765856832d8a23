package dev.snaptill.settlement;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.snaptill.value.Money;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A signed receipt: a compact JWS (RFC 7515) with EdDSA (RFC 8037), short enough for a QR code that
 * a photo still shows. It says nothing of the payer.
 */
public final class ReceiptToken {
  private static final int LONGEST = 500;
  private static final Pattern FORM =
      Pattern.compile("eyJ[A-Za-z0-9_-]{10,80}\\.[A-Za-z0-9_-]{20,300}\\.[A-Za-z0-9_-]{86}");
  private static final JsonFactory JSON = new JsonFactory();

  private ReceiptToken() {}

  /**
   * What a receipt says.
   *
   * @param number as people see it
   */
  public record Claims(String number, Money amount, String payee, Instant paid) {}

  /** Whether a text looks like one, whoever signed it. */
  public static boolean hasForm(String text) {
    return text.length() <= LONGEST && FORM.matcher(text.strip()).matches();
  }

  static String sign(Claims claims, ReceiptKey key) {
    String header = write(Map.of("alg", "EdDSA"), "kid", String.valueOf(key.number()));
    StringWriter payload = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(payload)) {
      out.writeStartObject();
      out.writeStringField("jti", claims.number());
      out.writeStringField("amt", claims.amount().decimal());
      out.writeStringField("cur", claims.amount().currency());
      out.writeStringField("sub", claims.payee());
      out.writeNumberField("iat", claims.paid().getEpochSecond());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = encode(header) + "." + encode(payload.toString());
    return text + "." + encode(key.sign(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The number of the key that a token names. */
  static OptionalInt key(String token) {
    Map<String, String> header = read(part(token, 0));
    String kid = header.getOrDefault("kid", "");
    return "EdDSA".equals(header.get("alg")) && kid.matches("[1-9]\\d{0,5}")
        ? OptionalInt.of(Integer.parseInt(kid))
        : OptionalInt.empty();
  }

  static boolean verifies(String token, ReceiptKey key) {
    String whole = token.strip();
    int end = whole.lastIndexOf('.');
    return key.verifies(
        whole.substring(0, end).getBytes(StandardCharsets.US_ASCII), part(whole, 2));
  }

  /** What a token says, whether its signature is good or not. */
  static Optional<Claims> claims(String token) {
    Map<String, String> said = read(part(token, 1));
    try {
      return Money.parse(said.getOrDefault("amt", ""), said.getOrDefault("cur", ""))
          .map(
              amount ->
                  new Claims(
                      said.getOrDefault("jti", ""),
                      amount,
                      said.getOrDefault("sub", ""),
                      Instant.ofEpochSecond(Long.parseLong(said.getOrDefault("iat", "")))));
    } catch (IllegalArgumentException | java.time.DateTimeException notOne) {
      return Optional.empty();
    }
  }

  private static String write(Map<String, String> first, String key, String value) {
    StringBuilder out = new StringBuilder("{");
    first.forEach((k, v) -> out.append('"').append(k).append("\":\"").append(v).append("\","));
    return out.append('"').append(key).append("\":\"").append(value).append("\"}").toString();
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] part(String token, int n) {
    try {
      return Base64.getUrlDecoder().decode(token.strip().split("\\.", 4)[n]);
    } catch (IllegalArgumentException notOne) {
      return new byte[0];
    }
  }

  /** The values of a flat object; empty if it is none. */
  private static Map<String, String> read(byte[] json) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser in = JSON.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (!in.nextToken().isScalarValue() || fields.size() > 20) {
          return Map.of();
        }
        fields.put(name, in.getText());
      }
    } catch (IOException | RuntimeException notOne) {
      return Map.of();
    }
    return fields;
  }
}
