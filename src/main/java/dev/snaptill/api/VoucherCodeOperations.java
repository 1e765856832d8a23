package dev.snaptill.api;

import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.qr.QrDrawing;
import dev.snaptill.qr.Sheet;
import dev.snaptill.voucher.Form;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.Voucher;
import dev.snaptill.voucher.VoucherCodes;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A voucher's code as a text, a picture, or a sheet to print, in the form the payee asks for. */
final class VoucherCodeOperations {
  private static final int DEFAULT_PIXELS = 480;

  /** Fewer are lost on screens and in photos (vouchers.md, QR payload). */
  private static final int LEAST_MODULE_PIXELS = 4;

  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter UNTIL_ZH = DateTimeFormatter.ofPattern("yyyy年M月d日 HH:mm");

  private final Vertx vertx;
  private final Forms forms;
  private final VoucherStore vouchers;
  private final PartyStore parties;
  private final ZoneId zone;

  /** A voucher of the caller's and who is paid. */
  private record Own(Voucher voucher, Payee payee) {
    String name() {
      return payee.party().name();
    }
  }

  VoucherCodeOperations(Vertx vertx, ApiParts parts) {
    this.vertx = vertx;
    this.forms = parts.forms();
    this.vouchers = parts.vouchers();
    this.parties = parts.parties();
    this.zone = parts.zone();
  }

  void mount(Operations operations) {
    operations.answer("getVoucherText", Role.PAYEE, this::text);
    operations.answer("getVoucherPng", Role.PAYEE, this::png);
    operations.answer("getVoucherSvg", Role.PAYEE, this::svg);
    operations.answer("getVoucherPdf", Role.PAYEE, this::pdf);
  }

  private Future<Answer> text(Call call) {
    return own(call)
        .map(own -> forms.text(form(call, own), own.voucher(), own.name()))
        .map(text -> Answer.picture("text/plain; charset=utf-8", Buffer.buffer(text)));
  }

  private Future<Answer> png(Call call) {
    int wanted = call.whole("size", 0);
    return own(call)
        .compose(own -> drawn(() -> png(drawn(form(call, own), own), wanted)))
        .map(picture -> Answer.picture("image/png", picture));
  }

  static byte[] png(String text, int wanted) {
    QrDrawing code = QrDrawing.of(text);
    int least = code.side() * LEAST_MODULE_PIXELS;
    if (wanted != 0 && wanted < least) {
      throw ProblemException.badField("size", "this code takes at least " + least + " pixels");
    }
    return code.pngWithin(wanted == 0 ? Math.max(DEFAULT_PIXELS, least) : wanted);
  }

  private Future<Answer> svg(Call call) {
    return own(call)
        .compose(
            own ->
                drawn(
                    () ->
                        QrDrawing.of(drawn(form(call, own), own))
                            .svg()
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .map(picture -> Answer.picture("image/svg+xml", picture));
  }

  private Future<Answer> pdf(Call call) {
    int perPage = call.whole("per_page", 1);
    return own(call)
        .compose(own -> drawn(() -> sheet(own, form(call, own), perPage, call.query("language"))))
        .map(sheet -> Answer.picture("application/pdf", sheet));
  }

  private byte[] sheet(Own own, Form form, int perPage, @Nullable String wanted) {
    String language = wanted == null ? own.payee().party().language() : wanted;
    Voucher voucher = own.voucher();
    try {
      return new Sheet(
              drawn(form, own),
              own.name(),
              Prices.text(voucher, language),
              voucher.note(),
              VoucherCodes.spaced(forms.digits(voucher)),
              forms.shortCode(),
              (language.equals("zh") ? UNTIL_ZH : UNTIL).format(voucher.expires().atZone(zone)),
              perPage,
              language)
          .pdf();
    } catch (Sheet.TooDense e) {
      throw ProblemException.unprocessable("code-too-dense", String.valueOf(e.getMessage()));
    }
  }

  private String drawn(Form form, Own own) {
    return forms.drawn(form, own.voucher(), own.name());
  }

  private Form form(Call call, Own own) {
    String wanted = call.query("form");
    return wanted == null
        ? forms.usual(own.voucher())
        : Form.valueOf(wanted.toUpperCase(Locale.ROOT));
  }

  /** The voucher in the path; another payee's is as if it did not exist. */
  private Future<Own> own(Call call) {
    return vouchers
        .byId(call.id("id"))
        .map(
            found ->
                found
                    .filter(voucher -> voucher.payeeId() == call.caller().partyId())
                    .orElseThrow(() -> ProblemException.notFound("voucher")))
        .compose(
            voucher ->
                parties
                    .payee(voucher.payeeAccount())
                    .map(
                        payee ->
                            new Own(
                                voucher,
                                payee.orElseThrow(() -> ProblemException.notFound("voucher")))));
  }

  private Future<Buffer> drawn(Callable<byte[]> drawing) {
    return vertx.executeBlocking(drawing, false).map(Buffer::buffer);
  }
}
