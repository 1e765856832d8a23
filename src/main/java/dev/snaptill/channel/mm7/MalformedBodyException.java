package dev.snaptill.channel.mm7;

/** A body that cannot be taken apart, or is beyond a limit. Says nothing of its content. */
final class MalformedBodyException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedBodyException(String why) {
    super(why);
  }
}
