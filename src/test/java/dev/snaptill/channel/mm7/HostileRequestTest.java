package dev.snaptill.channel.mm7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no MMSC sends: it is refused in words, quickly, and never by an exception. */
class HostileRequestTest {
  private final RequestParser parser = new RequestParser(Samples.mmsc());

  private Mm7Request xml(String document) {
    return parser.parse("text/xml", document.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Mm7Request request) {
    assertThat(request).isInstanceOf(Mm7Request.Refused.class);
    assertThat(((Mm7Request.Refused) request).status().code()).isIn(4004, 2007);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;'><!ENTITY n '&m;&m;&m;'>]>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/evil.dtd'>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>",
        "<!DOCTYPE a>"
      })
  void documentTypesAreRefusedUnread(String doctype) {
    String document = Samples.deliver().replace("?>", "?>" + doctype);
    assertRefused(xml(document));
    assertRefused(xml(document.replace("link-1", "&n;&x;")));
  }

  @Test
  void theReasonsAreTheLimits() {
    String deep = "<a>".repeat(XmlReader.MAX_DEPTH + 1);
    assertThatThrownBy(() -> XmlReader.read(deep)).hasMessageContaining("too deep");
    String wide = "<a>" + "<b/>".repeat(XmlReader.MAX_NODES) + "</a>";
    assertThatThrownBy(() -> XmlReader.read(wide)).hasMessageContaining("too many elements");
    String wordy = "<a>" + "x".repeat(XmlReader.MAX_TEXT + 1) + "</a>";
    assertThatThrownBy(() -> XmlReader.read(wordy)).hasMessageContaining("too much text");
    String long_ = "<a><!--" + "x".repeat(XmlReader.MAX_CHARACTERS) + "--></a>";
    assertThatThrownBy(() -> XmlReader.read(long_)).hasMessageContaining("longer than");
    assertThatThrownBy(() -> XmlReader.read("<!DOCTYPE a><a/>")).hasMessageContaining("DTD");
    assertThatThrownBy(() -> XmlReader.read("<a>&b;</a>")).hasMessageContaining("XML");
  }

  @Test
  void aMillionPartsAndAThousandLevelsAreRefused() {
    String parts = ("--b\r\nContent-Type: image/jpeg\r\n\r\nx\r\n").repeat(100_000);
    assertThat(
            parser.parse("multipart/related; boundary=b", parts.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Mm7Request.Refused.class);

    StringBuilder nested = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      nested.append("--b" + i + "\r\nContent-Type: multipart/mixed; boundary=b" + (i + 1));
      nested.append("\r\n\r\n");
    }
    assertRefused(parser.parse("multipart/mixed; boundary=b0", Samples.bytes(nested.toString())));
  }

  @Test
  void aPartsHugeHeadersAreRefused() {
    String line = "--b\r\nX-Long: " + "x".repeat(1_000_000) + "\r\n\r\nbody\r\n--b--";
    assertRefused(parser.parse("multipart/related; boundary=b", Samples.bytes(line)));
    String many = "--b\r\n" + "X: y\r\n".repeat(100_000) + "\r\nbody\r\n--b--";
    assertRefused(parser.parse("multipart/related; boundary=b", Samples.bytes(many)));
  }

  @Test
  void idsBeyondReasonAreRefused() {
    String id = "9".repeat(5_000);
    assertRefused(xml(Samples.deliver().replace("link-1", id)));
    assertRefused(xml(Samples.deliver().replace("txn-1", id)));
  }

  @Test
  void cutAndMangledMessagesNeverThrow() {
    Samples.Post post = Samples.angus(Samples.deliver(), Samples.jpeg(2_000), "12345678901234");
    Random random = new Random(23140);
    for (int i = 0; i < 2_000; i++) {
      byte[] body = Arrays.copyOf(post.body(), 1 + random.nextInt(post.body().length));
      for (int k = random.nextInt(20); k > 0; k--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      assertThat(parser.parse(post.contentType(), body)).isNotNull();
      assertThat(parser.tooBig(post.contentType(), body)).isNotNull();
    }
  }
}
