package dev.snaptill.qr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/**
 * A page to print: A4 with 1, 4, 8 or 24 times the same code, each with who is paid, how much, the
 * digits, and what to do with it.
 *
 * @param payload what the code says
 * @param payee who is paid
 * @param amount as people read it; empty if the payer chooses it
 * @param note what for; may be empty
 * @param digits in groups; empty if they are not to be shown
 * @param shortCode where to send them
 * @param until as people read it
 * @param perPage one of {@link #PER_PAGE}
 * @param language {@code en} or {@code zh}
 */
public record Sheet(
    String payload,
    String payee,
    String amount,
    String note,
    String digits,
    String shortCode,
    String until,
    int perPage,
    String language) {
  public static final List<Integer> PER_PAGE = List.of(1, 4, 8, 24);

  /**
   * Smaller modules are lost in print and photo: 4 dots of a 300 dpi printer (0.34 mm), in points.
   */
  private static final float LEAST_MODULE = 4 * 72f / 300;

  private static final float MARGIN = 24;

  /** The code does not fit so often on a page with modules that can still be photographed. */
  public static final class TooDense extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TooDense(int perPage, float millimetres) {
      super(
          String.format(
              Locale.ROOT,
              "%d on a page make modules of %.2f mm; below 0.34 mm photos are not read",
              perPage,
              millimetres));
    }
  }

  /** Where a cell's parts are, in points. */
  private record Cell(int columns, int rows, float qr, boolean beside, float text) {
    static Cell of(int perPage) {
      return switch (perPage) {
        case 1 -> new Cell(1, 1, 400, false, 24);
        case 4 -> new Cell(2, 2, 210, false, 13);
        case 8 -> new Cell(2, 4, 130, true, 11);
        case 24 -> new Cell(3, 8, 84, true, 7);
        default -> throw new IllegalArgumentException(perPage + " is not 1, 4, 8 or 24");
      };
    }
  }

  /**
   * The PDF document, one page.
   *
   * @throws TooDense if the code's modules would be too small to be photographed
   */
  public byte[] pdf() {
    Cell cell = Cell.of(perPage);
    QrDrawing code = QrDrawing.of(payload);
    float module = cell.qr() / code.side();
    if (module < LEAST_MODULE) {
      throw new TooDense(perPage, module * 25.4f / 72);
    }
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      document.getDocumentInformation().setTitle(payee);
      document.getDocumentCatalog().setLanguage(language);
      SheetText text = SheetText.of(document);
      try (PDPageContentStream pen = new PDPageContentStream(document, page)) {
        float width = (PDRectangle.A4.getWidth() - 2 * MARGIN) / cell.columns();
        float height = (PDRectangle.A4.getHeight() - 2 * MARGIN) / cell.rows();
        cutLines(pen, cell, width, height);
        for (int i = 0; i < perPage; i++) {
          float left = MARGIN + i % cell.columns() * width;
          float top = PDRectangle.A4.getHeight() - MARGIN - (float) (i / cell.columns()) * height;
          draw(pen, text, code, cell, left, top, width, height);
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(100_000);
      document.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a page in memory was not written", e);
    }
  }

  private void draw(
      PDPageContentStream pen,
      SheetText text,
      QrDrawing code,
      Cell cell,
      float left,
      float top,
      float width,
      float height)
      throws IOException {
    float size = cell.text();
    if (cell.beside()) {
      qr(pen, code, left + 2, top - (height - cell.qr()) / 2, cell.qr());
      SheetText.Column column =
          text.column(pen, left + cell.qr() + 4, top - 6, width - cell.qr() - 8);
      words(column, size);
      return;
    }
    SheetText.Column above = text.column(pen, left + 8, top - 12, width - 16).centred();
    above.line(payee, size * 1.4f);
    above.line(amount, size * 1.6f);
    above.line(note, size * 0.8f);
    float below = qr(pen, code, left + (width - cell.qr()) / 2, above.bottom() - 2, cell.qr());
    SheetText.Column rest = text.column(pen, left + 8, below - 2, width - 16).centred();
    rest.line(digits, size * 1.5f);
    rest.paragraph(instructions(), size * 0.75f);
    rest.line(validity(), size * 0.65f);
  }

  private void words(SheetText.Column column, float size) {
    column.line(payee, size * 1.1f);
    column.line(amount, size * 1.35f);
    column.line(note, size * 0.8f);
    column.line(digits, size * 1.1f);
    column.paragraph(instructions(), size * 0.8f);
    column.line(validity(), size * 0.75f);
  }

  private String instructions() {
    return digits.isEmpty() ? say("photo", shortCode) : say("photo_or_digits", shortCode);
  }

  private String validity() {
    return say("until", until);
  }

  private String say(String key, String value) {
    return ResourceBundle.getBundle(
            "dev.snaptill.qr.sheet",
            Locale.forLanguageTag(language.equals("zh") ? "zh" : "en"),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
        .getString(key)
        .replace("{0}", value);
  }

  /** Draws the code with its quiet zone; tells where it ends. */
  private static float qr(
      PDPageContentStream pen, QrDrawing code, float left, float top, float width)
      throws IOException {
    float module = width / code.side();
    pen.setNonStrokingColor(0f);
    for (int y = 0; y < code.side(); y++) {
      int x = 0;
      while (x < code.side()) {
        int end = x;
        while (code.dark(end, y)) {
          end++;
        }
        if (end > x) {
          pen.addRect(left + x * module, top - (y + 1) * module, (end - x) * module, module);
        }
        x = end + 1;
      }
    }
    pen.fill();
    return top - width;
  }

  private static void cutLines(PDPageContentStream pen, Cell cell, float width, float height)
      throws IOException {
    pen.setStrokingColor(0.75f);
    pen.setLineWidth(0.4f);
    pen.setLineDashPattern(new float[] {3, 3}, 0);
    float bottom = MARGIN;
    float right = PDRectangle.A4.getWidth() - MARGIN;
    float top = PDRectangle.A4.getHeight() - MARGIN;
    for (int column = 1; column < cell.columns(); column++) {
      pen.moveTo(MARGIN + column * width, bottom);
      pen.lineTo(MARGIN + column * width, top);
    }
    for (int row = 1; row < cell.rows(); row++) {
      pen.moveTo(MARGIN, top - row * height);
      pen.lineTo(right, top - row * height);
    }
    pen.stroke();
  }
}
