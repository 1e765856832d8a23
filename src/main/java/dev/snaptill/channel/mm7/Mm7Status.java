package dev.snaptill.channel.mm7;

/** A status we answer with. */
record Mm7Status(int code, String text) {
  static final Mm7Status SUCCESS = new Mm7Status(1000, "Success");
  static final Mm7Status ADDRESS_ERROR = new Mm7Status(2002, "Address error");
  static final Mm7Status TOO_BIG = new Mm7Status(2004, "Message is too big");
  static final Mm7Status CORRUPT = new Mm7Status(2007, "Message format corrupt");
  static final Mm7Status UNSUPPORTED_VERSION = new Mm7Status(4002, "Unsupported version");
  static final Mm7Status UNSUPPORTED_OPERATION = new Mm7Status(4003, "Unsupported operation");
  static final Mm7Status VALIDATION_ERROR = new Mm7Status(4004, "Validation error");
  static final Mm7Status UNAVAILABLE = new Mm7Status(4006, "Service temporarily unavailable");
}
