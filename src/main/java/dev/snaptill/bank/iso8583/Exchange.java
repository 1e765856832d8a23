package dev.snaptill.bank.iso8583;

import dev.snaptill.bank.iso8583.Requests.Network;

/**
 * A network message of ours that waits for its 0810.
 *
 * @param since monotonic nanoseconds of the write
 * @param unsigned sent without a MAC, because no key was known: nor can its answer's be checked
 */
record Exchange(Network kind, String f7, String f11, long since, boolean unsigned) {
  boolean isAnsweredBy(Message answer) {
    return f7.equals(answer.get(7)) && f11.equals(answer.get(11));
  }

  /** What is said before a key is known may go without a MAC. */
  boolean opens() {
    return kind == Network.SIGN_ON || kind == Network.KEY;
  }
}
