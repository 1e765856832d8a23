package dev.snaptill.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DelimitedReaderTest {
  private static final String GOOD =
      DelimitedReader.HEADER
          + "\n2026-11-22,000001,RRN000000001,SNAP0001,DEBIT,12.50,CNY,C"
          + "\n2026-11-22,000002,RRN000000002,SNAP0001,TRANSFER,1,CNY,N"
          + "\nTOTAL,2,-5.00,7.50,CNY\n";

  private static List<BankLine> read(byte[] file) throws BadFileException {
    DelimitedReader reader =
        new DelimitedReader(new ByteArrayInputStream(file), new FileLimits(10_000, 10));
    List<BankLine> lines = new ArrayList<>();
    for (BankLine line = reader.next(); line != null; line = reader.next()) {
      lines.add(line);
    }
    assertThat(reader.totals().lines()).isEqualTo(lines.size());
    return lines;
  }

  private static List<BankLine> read(String file) throws BadFileException {
    return read(file.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void linesAreRead() throws Exception {
    assertThat(read(GOOD)).extracting(BankLine::effect).containsExactly(12_50L, 0L);
    assertThat(read(GOOD.replace("\n", "\r\n"))).hasSize(2);
    assertThat(read(GOOD.stripTrailing())).hasSize(2);
  }

  @Test
  void whatIsNotOfTheFormIsRefusedAndNotRepeated() {
    for (String wrong :
        List.of(
            GOOD.replace("SNAP0001", "=SUM(A1)"),
            GOOD.replace("RRN000000001", "@RN000000001"),
            GOOD.replace("12.50", "-12.50"),
            GOOD.replace("12.50", "12.505"),
            GOOD.replace("12.50", "1e9"),
            GOOD.replace("000001", "000000"),
            GOOD.replace(",C\n", ",X\n"),
            GOOD.replace("DEBIT", "debit"),
            GOOD.replace("CNY", "ZZZ"),
            GOOD.replace("2026-11-22,000002", "2026-11-23,000002"),
            GOOD.replace("2026-11-22", "2026-02-30"),
            GOOD.replace("TOTAL,2", "TOTAL,3"),
            GOOD.replace("TOTAL,2", "TOTAL,1"),
            GOOD + "x",
            GOOD.replace("RRN000000002", "RRN00000000\u00e9"),
            GOOD.replace("stan,", ""),
            "\u0000" + GOOD,
            DelimitedReader.HEADER + "\n" + "x".repeat(5000),
            DelimitedReader.HEADER + "\nTOTAL,0,0,0,CNY\n",
            "")) {
      assertThatThrownBy(() -> read(wrong))
          .as(wrong)
          .isInstanceOf(BadFileException.class)
          .message()
          .doesNotContain("SUM");
    }
  }

  @Test
  void everyTruncationIsRefused() {
    String whole = GOOD.stripTrailing();
    // "…,7.50,CN" and shorter; a total cut within its last amount is no total any more
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(BadFileException.class);
    }
  }

  @Test
  void tooManyLinesAreRefused() {
    String line = "2026-11-22,%06d,RRN000000001,SNAP0001,DEBIT,1,CNY,C\n";
    StringBuilder file = new StringBuilder(DelimitedReader.HEADER).append('\n');
    for (int i = 1; i <= 11; i++) {
      file.append(line.formatted(i));
    }
    file.append("TOTAL,11,0,11,CNY\n");
    assertThatThrownBy(() -> read(file.toString()))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("more than 10 lines");
    assertThatThrownBy(() -> read(GOOD.replace("12.50", "12.50" + " ".repeat(20_000))))
        .isInstanceOf(BadFileException.class);
  }

  @Property(tries = 300)
  void nothingIsWorseThanARefusal(@ForAll("damaged") byte[] file) {
    try {
      read(file);
    } catch (BadFileException e) {
      assertThat(e.getMessage()).hasSizeLessThan(200);
    }
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    byte[] good = GOOD.getBytes(StandardCharsets.US_ASCII);
    return Arbitraries.integers()
        .between(0, good.length - 1)
        .tuple2()
        .flatMap(
            places ->
                Arbitraries.bytes()
                    .map(
                        b -> {
                          byte[] copy = good.clone();
                          copy[places.get1()] = b;
                          copy[places.get2()] = b;
                          return copy;
                        }));
  }
}
