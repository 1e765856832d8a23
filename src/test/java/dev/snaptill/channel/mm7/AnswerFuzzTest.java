package dev.snaptill.channel.mm7;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.snaptill.value.Address;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What an MMSC answers, and what anybody writes into an Authorization header, is only read. */
class AnswerFuzzTest {
  private static final MmscConfig MMSC =
      Samples.config(
              "http://127.0.0.1:1/",
              Map.of(
                  "inbound_username",
                  "mmsc",
                  "inbound_password",
                  "secret",
                  "inbound_authentication",
                  "any",
                  "username",
                  "us",
                  "password",
                  "secret"))
          .mmscs()
          .get(0);

  /** The first line is the Content-Type, the rest the body. */
  @FuzzTest(maxDuration = "2m")
  void answers(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != '\n') {
      end++;
    }
    String type = new String(data, 0, end, StandardCharsets.ISO_8859_1);
    byte[] body = Arrays.copyOfRange(data, Math.min(end + 1, data.length), data.length);
    SubmitAnswer answer = SubmitAnswer.parse(type, body);
    answer.status();
    answer.leavesOut(Address.tel("+8613800000001"));
    if (answer.messageId().length() > 200) {
      throw new AssertionError("an id beyond its bound");
    }
  }

  @FuzzTest(maxDuration = "2m")
  void headers(byte[] data) {
    String header = new String(data, StandardCharsets.ISO_8859_1);
    MmscAuthenticator authenticator = new MmscAuthenticator(MMSC, new Nonces(Clock.systemUTC()));
    if (authenticator.judge("127.0.0.1", null, "POST", "/mm7/city", header)
            instanceof MmscAuthenticator.Verdict.Known
        && !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw new AssertionError("let in without a nonce of ours");
    }
    HttpLogin login = new HttpLogin(MMSC);
    if (login.takeUp(List.of(header))) {
      String shown = login.header("POST", "/mm7");
      // a nonce is sent back as it came, also one that happens to be the password
      boolean told = shown != null && shown.contains("secret") && !header.contains("secret");
      if (shown == null || !shown.startsWith("Digest ") || told) {
        throw new AssertionError("answered a challenge in another way");
      }
    }
  }
}
