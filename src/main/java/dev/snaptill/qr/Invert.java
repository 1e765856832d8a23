package dev.snaptill.qr;

/** Light codes on dark ground. */
final class Invert implements Filter {
  @Override
  public Grey apply(Grey grey) {
    byte[] out = new byte[grey.pixels().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) ~grey.pixels()[i];
    }
    return new Grey(out, grey.width(), grey.height());
  }
}
