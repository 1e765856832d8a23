package dev.snaptill.qr;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Words on a printed page, in Noto Sans SC (SIL Open Font License, see NOTICE): Latin and the
 * Chinese characters of GB 2312. What it has no picture for is drawn as a white square.
 */
final class SheetText {
  private static final String FONT = "/dev/snaptill/qr/font/NotoSansSC-GB2312.ttf";
  private static final float LEAST = 5;
  private static final String UNKNOWN = "\u25a1";

  private final PDFont font;

  private SheetText(PDFont font) {
    this.font = font;
  }

  /** Only the characters that are used are embedded. */
  static SheetText of(PDDocument document) throws IOException {
    return new SheetText(
        PDType0Font.load(document, new ByteArrayInputStream(Held.FONT_FILE), true));
  }

  /** Read once, when the first page is drawn. */
  private static final class Held {
    static final byte[] FONT_FILE = read();

    private static byte[] read() {
      try (InputStream file = SheetText.class.getResourceAsStream(FONT)) {
        if (file == null) {
          throw new IllegalStateException(FONT + " is not in the jar");
        }
        return file.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(FONT, e);
      }
    }
  }

  Column column(PDPageContentStream pen, float left, float top, float width) {
    return new Column(pen, left, top, width, false);
  }

  /** Lines one below the other. */
  final class Column {
    private final PDPageContentStream pen;
    private final float left;
    private final float width;
    private final boolean centred;
    private float y;

    private Column(PDPageContentStream pen, float left, float top, float width, boolean centred) {
      this.pen = pen;
      this.left = left;
      this.y = top;
      this.width = width;
      this.centred = centred;
    }

    Column centred() {
      return new Column(pen, left, y, width, true);
    }

    float bottom() {
      return y;
    }

    /** One line, in smaller letters if it is too long, and cut if that is not enough. */
    void line(String text, float size) {
      String shown = drawable(text);
      if (shown.isEmpty()) {
        return;
      }
      float fitting = Math.max(LEAST, Math.min(size, size * width / width(shown, size)));
      while (width(shown, fitting) > width + 0.5f && shown.length() > 1) {
        shown = shown.substring(0, shown.offsetByCodePoints(shown.length(), -1));
      }
      put(shown, fitting);
    }

    /** As many lines as it takes. */
    void paragraph(String text, float size) {
      for (String line : wrapped(drawable(text), size)) {
        put(line, size);
      }
    }

    private List<String> wrapped(String text, float size) {
      List<String> lines = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      int lastBlank = -1;
      for (int c : text.codePoints().toArray()) {
        line.appendCodePoint(c);
        if (c == ' ') {
          lastBlank = line.length();
        }
        if (width(line.toString(), size) > width) {
          // Chinese breaks anywhere
          int end = lastBlank > 0 ? lastBlank : line.length() - Character.charCount(c);
          if (end > 0) {
            lines.add(line.substring(0, end).strip());
            line.delete(0, end);
            lastBlank = -1;
          }
        }
      }
      if (!line.isEmpty()) {
        lines.add(line.toString().strip());
      }
      return lines;
    }

    private void put(String text, float size) {
      y -= size * 1.25f;
      float x = centred ? left + (width - width(text, size)) / 2 : left;
      try {
        pen.beginText();
        pen.setNonStrokingColor(0f);
        pen.setFont(font, size);
        pen.newLineAtOffset(x, y + size * 0.2f);
        pen.showText(text);
        pen.endText();
      } catch (IOException e) {
        throw new UncheckedIOException("a line in memory was not written", e);
      }
    }
  }

  private float width(String text, float size) {
    try {
      return font.getStringWidth(text) * size / 1000;
    } catch (IOException e) {
      throw new UncheckedIOException("a font in memory was not read", e);
    }
  }

  private String drawable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !Character.isISOControl(c))
        .forEach(
            c -> {
              String one = Character.toString(c);
              out.append(has(one) ? one : has(UNKNOWN) ? UNKNOWN : "?");
            });
    return out.toString();
  }

  private boolean has(String one) {
    try {
      font.getStringWidth(one);
      return true;
    } catch (IllegalArgumentException noGlyph) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("a font in memory was not read", e);
    }
  }
}
