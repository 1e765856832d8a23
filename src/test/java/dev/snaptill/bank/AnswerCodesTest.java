package dev.snaptill.bank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.AnswerCodes.Meaning;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerCodesTest {
  @Test
  void everyCodeOfTheFieldHasItsMeaning() {
    all(Meaning.APPROVED, "00 11 16");
    all(Meaning.REFUSED, "05 12 13 14 30 41 43 51 54 55 57 58 61 62 65 75");
    all(Meaning.NOTHING_POSTED, "90 91 92");
    all(Meaning.SECURITY, "97 A0");
    all(Meaning.PARTIAL, "10");
    all(Meaning.UNCLEAR, "06 09 68 96 98");
  }

  @Test
  void whatNobodyKnowsIsUnclearNeverRefused() {
    for (String code : List.of("", "0", "000", "ZZ", "  ", "25", "94", "a0", "０0")) {
      assertThat(AnswerCodes.of(code)).as("'%s'", code).isEqualTo(Meaning.UNCLEAR);
    }
  }

  private static void all(Meaning meaning, String codes) {
    for (String code : codes.split(" ")) {
      assertThat(AnswerCodes.of(code)).as(code).isEqualTo(meaning);
    }
  }
}
