package dev.snaptill.channel.mm7;

import static dev.snaptill.channel.mm7.Samples.base64;
import static dev.snaptill.channel.mm7.Samples.deliver;
import static dev.snaptill.channel.mm7.Samples.latin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.snaptill.channel.InboundMessage.RefusedMedia;
import dev.snaptill.value.Address;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of packing a message that was seen on a wire gives the same message (mms.md). */
class RequestParserTest {
  private static final byte[] JPEG = Samples.jpeg(3_000);
  private static final String CRLF = "\r\n";
  private static final String RELATED = "multipart/related; type=\"text/xml\"; ";
  private static final String B64 = "Content-Transfer-Encoding: base64";

  private final RequestParser parser = new RequestParser(Samples.mmsc());

  private static String part(String headers, String body) {
    return headers + CRLF + CRLF + body;
  }

  private static String multipart(String boundary, String... parts) {
    StringBuilder out = new StringBuilder();
    for (String part : parts) {
      out.append("--").append(boundary).append(CRLF).append(part).append(CRLF);
    }
    return out.append("--").append(boundary).append("--").append(CRLF).toString();
  }

  private static String soap() {
    return soap("cid:content-1");
  }

  private static String soap(String href) {
    String xml = deliver("<Number>+8613800000001</Number>", href);
    return part(
        "Content-Type: text/xml; charset=utf-8" + CRLF + "Content-ID: <soap>",
        latin(Samples.bytes(xml)));
  }

  private static String image(String more) {
    return part("Content-Type: image/jpeg" + CRLF + more, base64(JPEG));
  }

  private static String content(String id, String kind, String... parts) {
    return part(
        "Content-Type: multipart/" + kind + "; boundary=\"in\"" + CRLF + id,
        multipart("in", parts));
  }

  private static String smil() {
    return part("Content-Type: application/smil", Samples.SMIL);
  }

  private static Arguments of(String name, String contentType, String body) {
    return arguments(name, contentType, body.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Stream<Arguments> packagings() {
    String id = "Content-ID: <content-1>";
    String plain = content(id, "related", smil(), image(B64));
    String usual = multipart("b", soap(), plain);
    return Stream.of(
        of("as specified", RELATED + "start=\"<soap>\"; boundary=\"b\"", usual),
        of("no start", RELATED + "boundary=\"b\"", usual),
        of("bare start", RELATED + "start=soap; boundary=b", usual),
        of("start to nowhere", RELATED + "start=\"<x>\"; boundary=b", usual),
        of("capital names", "Multipart/Related; Type=\"text/xml\"; BOUNDARY=\"b\"", usual),
        of("mixed outside", "multipart/mixed; boundary=b", usual),
        of("called text/xml", "text/xml", usual),
        of("no content type", null, usual),
        of("no boundary parameter", RELATED.strip(), usual),
        of("another boundary parameter", RELATED + "boundary=other", usual),
        of("dashes counted in", RELATED + "boundary=\"--b\"", usual),
        of(
            "boundary shorter than the line's",
            RELATED + "boundary=b",
            multipart("bb", soap(), plain)),
        of(
            "equals signs, unquoted",
            RELATED + "boundary=----=_Part_1_2==",
            multipart("----=_Part_1_2==", soap(), plain)),
        of("blanks, quoted", RELATED + "boundary=\"a b c\"", multipart("a b c", soap(), plain)),
        of("blanks, unquoted", RELATED + "boundary=a b c", multipart("a b c", soap(), plain)),
        of("blanks around", RELATED + "boundary = \"b\" ; start=x", usual),
        of("leading dashes", RELATED + "boundary=-----b", multipart("-----b", soap(), plain)),
        of("preamble", RELATED + "boundary=b", "This is MIME." + CRLF + "--" + CRLF + usual),
        of("blank lines first", RELATED + "boundary=b", CRLF + CRLF + usual),
        of("line feeds alone", RELATED + "boundary=b", usual.replace("\r\n", "\n")),
        of("blanks after the delimiter", RELATED + "boundary=b", usual.replace("--b\r", "--b  \r")),
        of("no closing delimiter", RELATED + "boundary=b", usual.replace("--b--\r\n", "")),
        of(
            "SOAP without Content-ID",
            RELATED + "start=\"<soap>\"; boundary=b",
            usual.replace("Content-ID: <soap>\r\n", "")),
        of(
            "SOAP without Content-Type",
            RELATED + "boundary=b",
            usual.replace("Content-Type: text/xml; charset=utf-8\r\n", "")),
        of("SOAP last", RELATED + "boundary=b", multipart("b", plain, soap())),
        of(
            "folded header",
            RELATED + "boundary=b",
            usual.replace("multipart/related; boundary", "multipart/related;\r\n\tboundary")),
        of(
            "header names in capitals",
            RELATED + "boundary=b",
            usual.replace("Content-Type", "CONTENT-TYPE").replace("Content-ID", "content-Id")),
        of(
            "Content-ID without brackets",
            RELATED + "boundary=b",
            usual.replace("<content-1>", "content-1")),
        of(
            "blank in Content-ID",
            RELATED + "boundary=b",
            usual.replace("<content-1>", "< content-1 >")),
        of(
            "href with brackets",
            RELATED + "boundary=b",
            multipart("b", soap("cid:&lt;content-1&gt;"), plain)),
        of("href without cid", RELATED + "boundary=b", multipart("b", soap("content-1"), plain)),
        of(
            "href URL-encoded",
            RELATED + "boundary=b",
            multipart("b", soap("cid:content%2D1"), plain)),
        of(
            "href and Content-ID differ by a digit",
            RELATED + "boundary=b",
            multipart(
                "b",
                soap("cid:content-12345678"),
                content("Content-ID: <content-12345679>", "related", image(B64)))),
        of(
            "by Content-Location",
            RELATED + "boundary=b",
            multipart(
                "b", soap("mms.dat"), content("Content-Location: mms.dat", "mixed", image(B64)))),
        of("href to nowhere", RELATED + "boundary=b", multipart("b", soap("cid:nothing"), plain)),
        of(
            "mixed inside",
            RELATED + "boundary=b",
            multipart("b", soap(), content(id, "mixed", image(B64)))),
        of("image itself", RELATED + "boundary=b", multipart("b", soap(), image(id + CRLF + B64))),
        of(
            "everything side by side",
            RELATED + "boundary=b",
            multipart(
                "b",
                soap("cid:smil"),
                part("Content-Type: application/smil" + CRLF + "Content-ID: <smil>", Samples.SMIL),
                image(B64))),
        of(
            "multipart in multipart",
            RELATED + "boundary=b",
            multipart(
                "b",
                soap(),
                part(
                    "Content-Type: multipart/mixed; boundary=m" + CRLF + id,
                    multipart("m", content("X: y", "related", smil(), image(B64)))))),
        of(
            "inner boundary wrong",
            RELATED + "boundary=b",
            usual.replace("boundary=\"in\"", "boundary=\"nn\"")),
        of(
            "inner multipart called base64",
            RELATED + "boundary=b",
            usual.replace(id, id + CRLF + B64)),
        of(
            "SMIL last",
            RELATED + "boundary=b",
            multipart("b", soap(), content(id, "related", image(B64), smil()))),
        of(
            "SMIL called text",
            RELATED + "boundary=b",
            multipart(
                "b",
                soap(),
                content(
                    id, "related", part("Content-Type: text/plain", Samples.SMIL), image(B64)))),
        of(
            "Content-Location only",
            RELATED + "boundary=b",
            multipart(
                "b",
                soap(),
                content(id, "related", image("Content-Location: p.jpg" + CRLF + B64)))),
        of(
            "octet-stream",
            RELATED + "boundary=b",
            usual.replace("image/jpeg", "application/octet-stream")),
        of("wrong image type", RELATED + "boundary=b", usual.replace("image/jpeg", "image/gif")),
        of("BASE64 in capitals", RELATED + "boundary=b", usual.replace(": base64", ": BASE64")),
        of(
            "base64 on one line",
            RELATED + "boundary=b",
            usual.replace(base64(JPEG), base64(JPEG).replaceAll("\\s", ""))),
        of(
            "binary",
            RELATED + "boundary=b",
            usual.replace(": base64", ": binary").replace(base64(JPEG), latin(JPEG))),
        of(
            "8bit",
            RELATED + "boundary=b",
            usual.replace(": base64", ": 8bit").replace(base64(JPEG), latin(JPEG))),
        of(
            "no encoding named",
            RELATED + "boundary=b",
            usual.replace(B64 + CRLF, "").replace(base64(JPEG), latin(JPEG))),
        of(
            "called base64 but binary",
            RELATED + "boundary=b",
            usual.replace(base64(JPEG), latin(JPEG))),
        of(
            "quoted-printable picture",
            RELATED + "boundary=b",
            usual
                .replace(": base64", ": Quoted-Printable")
                .replace(base64(JPEG), quotedPrintable(JPEG))));
  }

  private static String quotedPrintable(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      out.append(String.format("=%02X", bytes[i] & 0xFF));
      out.append(i % 20 == 19 ? "=\r\n" : "");
    }
    return out.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("packagings")
  void everyPackagingGivesThePicture(String name, String contentType, byte[] body) {
    DeliverReq message = delivered(contentType, body);

    assertThat(message.pictures()).hasSize(1);
    assertThat(message.pictures().get(0).bytes()).isEqualTo(JPEG);
    assertThat(message.pictures().get(0).mediaType()).isEqualTo("image/jpeg");
    assertThat(message.refused()).isNull();
    assertThat(message.text()).isEmpty();
    assertThat(message.subject()).isEqualTo("付款");
    assertThat(message.sender()).isEqualTo(Address.tel("+8613800000001"));
    assertThat(message.recipient()).isEqualTo(Address.tel("10658"));
    assertThat(message.hardKey()).isEqualTo("L:link-1");
    assertThat(message.sent()).isEqualTo(Instant.parse("2026-11-22T02:00:00Z"));
  }

  private DeliverReq delivered(String contentType, byte[] body) {
    Mm7Request request = parser.parse(contentType, body);
    assertThat(request).isInstanceOf(Mm7Request.Deliver.class);
    return ((Mm7Request.Deliver) request).message();
  }

  private DeliverReq deliveredXml(String xml) {
    return delivered("text/xml", xml.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> senders() {
    return Stream.of(
        arguments("<Number>+8613800000001</Number>", "+8613800000001"),
        arguments("<Number>8613800000001</Number>", "+8613800000001"),
        arguments("<Number>13800000001</Number>", "+8613800000001"),
        arguments("<Number>008613800000001</Number>", "+8613800000001"),
        arguments("<Number>+8613800000001/TYPE=PLMN</Number>", "+8613800000001"),
        arguments("<Number>13800000001/type=plmn</Number>", "+8613800000001"),
        arguments("<Number displayOnly=\"false\"> +86 138-0000-0001 </Number>", "+8613800000001"),
        arguments("<Number>＋８６１３８０００００００１</Number>", "+8613800000001"),
        arguments("<RFC2822Address>+8613800000001@mms.example</RFC2822Address>", "+8613800000001"),
        arguments(
            "<RFC2822Address>13800000001/TYPE=PLMN@mms.example</RFC2822Address>", "+8613800000001"),
        arguments("+8613800000001", "+8613800000001"),
        arguments("13800000001/TYPE=PLMN", "+8613800000001"),
        arguments("<x:Number>+8613800000001</x:Number>", "+8613800000001"),
        arguments("<Number>+3859100010010/TYPE=PLMN</Number>", "+3859100010010"),
        arguments("<Number>447400123456</Number>", "+447400123456"),
        arguments("<ShortCode>10086</ShortCode>", "10086"),
        arguments("<Number>10086</Number>", "10086"),
        arguments("<Number>106581234567890123</Number>", "106581234567890123"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("senders")
  void everyFormOfAnAddressIsRead(String sender, String canonical) {
    assertThat(deliveredXml(deliver(sender, "")).sender()).isEqualTo(Address.tel(canonical));
  }

  @Test
  void aSenderWithoutANumberIsAnAddressError() {
    String xml = deliver("<RFC2822Address>ann@example.org</RFC2822Address>", "");
    assertThat(refusal(xml)).isEqualTo(Mm7Status.ADDRESS_ERROR);
    assertThat(refusal(xml.replaceAll("<Sender>.*</Sender>", "")))
        .isEqualTo(Mm7Status.VALIDATION_ERROR);
  }

  private Mm7Status refusal(String xml) {
    return refusal("text/xml", xml.getBytes(StandardCharsets.UTF_8));
  }

  private Mm7Status refusal(String contentType, byte[] body) {
    Mm7Request request = parser.parse(contentType, body);
    assertThat(request).isInstanceOf(Mm7Request.Refused.class);
    return ((Mm7Request.Refused) request).status();
  }

  @Test
  void onlyTheSenderMustBeThere() {
    String bare = Samples.envelope("t-9", "<DeliverReq><Sender>13800000001</Sender></DeliverReq>");
    DeliverReq message = deliveredXml(bare);
    assertThat(message.hardKey()).isEqualTo("T:t-9");
    assertThat(message.recipient()).isEqualTo(Address.tel("10658"));
    assertThat(message.subject()).isEmpty();

    String noHeader = bare.replaceAll("<env:Header>.*</env:Header>", "");
    assertThat(deliveredXml(noHeader).hardKey()).isNull();
  }

  @Test
  void namespacesPrefixesAndTheirAbsenceMakeNoDifference() {
    String prefixed =
        deliver()
            .replaceAll("<(/?)([A-Z]\\w+)", "<$1mm7:$2")
            .replace("env:", "soapenv:")
            .replace("xmlns=\"", "xmlns:mm7=\"");
    assertThat(deliveredXml(prefixed).hardKey()).isEqualTo("L:link-1");
    assertThat(deliveredXml(prefixed.replaceAll(" xmlns:\\w+=\"[^\"]*\"", "")).hardKey())
        .isEqualTo("L:link-1");
  }

  @Test
  void aMarkAndBlanksBeforeTheDeclarationAreOverlooked() {
    assertThat(deliveredXml("\uFEFF" + deliver()).hardKey()).isEqualTo("L:link-1");
    assertThat(deliveredXml("\r\n  " + deliver()).hardKey()).isEqualTo("L:link-1");
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void chineseSubjectsAreReadHoweverTheyAreDeclared(String charset, String declared) {
    byte[] body = deliver().replace("UTF-8", declared).getBytes(Charset.forName(charset));
    assertThat(delivered("text/xml", body).subject()).isEqualTo("付款");
  }

  private static Stream<Arguments> encodings() {
    return Stream.of(
        arguments("GB2312", "GB2312"),
        arguments("GBK", "gbk"),
        arguments("GBK", "UTF-8"),
        arguments("GBK", "no-such-charset"),
        arguments("UTF-8", "UTF-8"));
  }

  @Test
  void anEncodedWordInTheSubjectIsDecoded() {
    String word = "=?GB2312?B?" + base64("付款".getBytes(Charset.forName("GB2312"))) + "?=";
    assertThat(deliveredXml(deliver().replace("付款", word)).subject()).isEqualTo("付款");
  }

  @Test
  void textPartsAreReadBesideThePicture() {
    String gbk = latin("我付 1234 5678 9012 34".getBytes(Charset.forName("GBK")));
    String body =
        multipart(
            "b",
            soap(),
            content(
                "Content-ID: <content-1>",
                "related",
                image(B64),
                part("Content-Type: text/plain; charset=gb2312", gbk),
                part("Content-Type: text/plain", "and more"),
                part("Content-Type: text/x-vcard", "BEGIN:VCARD")));
    DeliverReq message =
        delivered(RELATED + "boundary=b", body.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(message.text()).isEqualTo("我付 1234 5678 9012 34\nand more");
    assertThat(message.pictures()).hasSize(1);
  }

  @Test
  void picturesTooManyTooBigOrUnknownAreToldAndTheRestIsKept() {
    assertThat(withParts(image(B64), image(B64), image(B64)).pictures()).hasSize(3);

    DeliverReq six =
        withParts(image(B64), image(B64), image(B64), image(B64), image(B64), image(B64));
    assertThat(six.pictures()).hasSize(5);
    assertThat(six.refused()).isEqualTo(RefusedMedia.TOO_MANY);

    String big = part("Content-Type: image/jpeg" + CRLF + B64, base64(Samples.jpeg(2_100_000)));
    DeliverReq bigAndSmall = withParts(big, image(B64));
    assertThat(bigAndSmall.pictures()).hasSize(1);
    assertThat(bigAndSmall.refused()).isEqualTo(RefusedMedia.TOO_BIG);

    DeliverReq heic = withParts(part("Content-Type: image/heic", "\0\0\0\u0018ftypheic"));
    assertThat(heic.pictures()).isEmpty();
    assertThat(heic.refused()).isEqualTo(RefusedMedia.UNKNOWN_KIND);
  }

  private DeliverReq withParts(String... parts) {
    String body = multipart("b", soap(), content("Content-ID: <content-1>", "mixed", parts));
    return delivered(RELATED + "boundary=b", body.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void contentThatCannotBeTakenApartIsCorrupt() {
    String body =
        multipart("b", soap(), part("Content-Type: multipart/mixed; boundary=q", "nothing"));
    assertThat(refusal(RELATED + "boundary=b", body.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(Mm7Status.CORRUPT);
  }

  @Test
  void unknownRequestsAndVersionsAreRefusedByTheirCodes() {
    assertThat(refusal(Samples.envelope("t", "<SubmitReq/>")))
        .isEqualTo(Mm7Status.UNSUPPORTED_OPERATION);
    assertThat(refusal(deliver().replace("5.6.0", "9.0.0")))
        .isEqualTo(Mm7Status.UNSUPPORTED_VERSION);
    assertThat(deliveredXml(deliver().replace("5.6.0", "REL-6-MM7-1-0"))).isNotNull();
    assertThat(refusal("<a/>")).isEqualTo(Mm7Status.VALIDATION_ERROR);
    assertThat(refusal("garbage")).isEqualTo(Mm7Status.VALIDATION_ERROR);
    assertThat(refusal("")).isEqualTo(Mm7Status.VALIDATION_ERROR);
  }

  @Test
  void whatAngusMailWritesIsRead() {
    Samples.Post post = Samples.angus(deliver(), JPEG, "付 12345678901234");
    DeliverReq message = delivered(post.contentType(), post.body());
    assertThat(message.pictures().get(0).bytes()).isEqualTo(JPEG);
    assertThat(message.text()).isEqualTo("付 12345678901234");
  }

  @Test
  void reportsAreReadForLaterUse() {
    String xml =
        Samples.envelope(
            "t",
            "<DeliveryReportReq><MM7Version>6.8.0</MM7Version><MessageID>m-1</MessageID>"
                + "<MMStatus>Retrieved</MMStatus></DeliveryReportReq>");
    Mm7Request request = parser.parse("text/xml", Samples.bytes(xml));
    assertThat(request).isInstanceOf(Mm7Request.Report.class);
    Mm7Request.Report report = (Mm7Request.Report) request;
    assertThat(report.messageId()).isEqualTo("m-1");
    assertThat(report.status()).isEqualTo("Retrieved");
  }
}
