package dev.snaptill.simulator.phone;

import dev.snaptill.simulator.mmsc.Picture;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The phones' JSON: threads out, requests in. Bad requests throw IllegalArgumentException with what
 * to put right.
 */
final class PhonesJson {
  private static final int MOST_PICTURES = 5;

  private final Phones phones;

  PhonesJson(Phones phones) {
    this.phones = phones;
  }

  JsonObject everyone() {
    JsonArray all = new JsonArray();
    phones
        .all()
        .forEach(p -> all.add(new JsonObject().put("number", p.number()).put("name", p.name())));
    return new JsonObject().put("shortCode", phones.shortCode()).put("phones", all);
  }

  JsonObject thread(Phone phone, long after) {
    JsonArray messages = new JsonArray();
    phone.messages().stream()
        .filter(m -> m.id() > after)
        .forEach(m -> messages.add(message(phone, m)));
    return new JsonObject().put("messages", messages);
  }

  JsonObject message(Phone phone, PhoneMessage message) {
    JsonArray pictures = new JsonArray();
    for (int i = 0; i < message.pictures().size(); i++) {
      Picture picture = message.pictures().get(i);
      String number = phone.number().substring(1);
      pictures.add(
          new JsonObject()
              .put("name", picture.name())
              .put("type", picture.contentType())
              .put("size", picture.octets().length)
              .put(
                  "url",
                  "/api/phones/%s/messages/%d/pictures/%d".formatted(number, message.id(), i)));
    }
    return new JsonObject()
        .put("phone", phone.number())
        .put("id", message.id())
        .put("direction", message.direction().name().toLowerCase(Locale.ROOT))
        .put("peer", message.peer())
        .put("text", message.text())
        .put("pictures", pictures)
        .put("at", message.at().toString())
        .put("state", message.state().name().toLowerCase(Locale.ROOT))
        .put("note", message.note());
  }

  Phone phone(@Nullable String numberOrName) {
    if (numberOrName == null) {
      throw new IllegalArgumentException("no phone named");
    }
    return phones
        .find(numberOrName)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no phone '" + numberOrName + "'"));
  }

  Picture picture(String phone, long message, int index) {
    List<Picture> pictures =
        phone(phone)
            .message(message)
            .map(PhoneMessage::pictures)
            .orElseThrow(() -> new IllegalArgumentException("there is no message " + message));
    if (index < 0 || index >= pictures.size()) {
      throw new IllegalArgumentException("message " + message + " has no picture " + index);
    }
    return pictures.get(index);
  }

  /**
   * Pictures of a request as they are sent: through the camera when one is asked for. May take
   * long.
   */
  List<Picture> pictures(JsonObject request) {
    JsonArray sources = request.getJsonArray("pictures", new JsonArray());
    if (sources.size() > MOST_PICTURES) {
      throw new IllegalArgumentException("pictures: more than " + MOST_PICTURES);
    }
    JsonObject camera = request.getJsonObject("camera");
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Picture picture = source(sources.getJsonObject(i));
      pictures.add(camera == null ? picture : Camera.photograph(picture, shot(camera)));
    }
    return pictures;
  }

  /**
   * Either {@code {"type", "data"}} in base64 or {@code {"phone", "message", "picture"}} of a
   * thread.
   */
  private Picture source(JsonObject source) {
    if (source.containsKey("phone")) {
      return picture(
          source.getString("phone"),
          source.getLong("message", 0L),
          source.getInteger("picture", 0));
    }
    String type = source.getString("type", "image/jpeg");
    String data = source.getString("data", "");
    if (!type.matches("image/[a-zA-Z0-9.+-]{1,40}")) {
      throw new IllegalArgumentException("pictures: type is not that of an image");
    }
    String name = source.getString("name", "picture").replaceAll("[^A-Za-z0-9._-]", "_");
    byte[] octets = Base64.getDecoder().decode(data);
    if (octets.length == 0) {
      throw new IllegalArgumentException("pictures: data is empty");
    }
    return new Picture(name.substring(0, Math.min(name.length(), 60)), type, octets);
  }

  private static Shot shot(JsonObject camera) {
    Shot usual = Shot.good();
    return new Shot(
        camera.getDouble("rotate", usual.rotate()),
        camera.getDouble("perspective", usual.perspective()),
        camera.getDouble("blur", usual.blur()),
        camera.getDouble("darken", usual.darken()),
        camera.getDouble("noise", usual.noise()),
        camera.getInteger("longSide", usual.longSide()),
        camera.getBoolean("background", usual.background()),
        camera.getInteger("quality", usual.quality()),
        camera.getLong("seed", usual.seed()));
  }
}
