package dev.snaptill.qr;

/** Makes one picture of another. Pure: the same picture in, the same picture out. */
@FunctionalInterface
interface Filter {
  Grey apply(Grey grey);
}
