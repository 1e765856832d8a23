package dev.snaptill.bank.iso8583;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.bank.BankOperation.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this codec writes another library reads, and the other way round. */
class J8583CrossCheckTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherLibraryReadsWhatWeWrite(boolean pos) throws Exception {
    Profile profile = pos ? Profiles.pos() : Profiles.plain();
    Requests requests =
        new Requests(Samples.config(1, profile, Duration.ofSeconds(25), Duration.ofMinutes(1)));
    List<Message> all =
        List.of(
            requests.of(Samples.debit(42)),
            requests.of(Samples.operation(43, Type.TRANSFER, null, true)),
            requests.of(Samples.reversal(44, Samples.debit(42), false)),
            requests.network(Requests.Network.ECHO, 7, Samples.NOON));
    for (Message message : all) {
      TreeMap<Integer, String> read = new J8583(pos).read(new Codec(profile).encode(message));
      assertThat(read.remove(0)).isEqualTo(message.type());
      assertThat(List.copyOf(read.keySet())).isEqualTo(message.fields());
      read.forEach((f, value) -> assertThat(value).as("field " + f).isEqualTo(message.get(f)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void weReadWhatAnotherLibraryWrites(boolean pos) throws Exception {
    TreeMap<Integer, String> fields =
        new TreeMap<>(
            Map.ofEntries(
                Map.entry(3, "210000"),
                Map.entry(4, "000000001250"),
                Map.entry(7, "1123123456"),
                Map.entry(11, "000042"),
                Map.entry(12, "203456"),
                Map.entry(13, "1123"),
                Map.entry(37, "RRN000000042"),
                Map.entry(39, "A0"),
                Map.entry(41, "SNAP0001"),
                Map.entry(42, "MERCHANT1      "),
                Map.entry(44, "balance: none"),
                Map.entry(48, "x".repeat(321)),
                Map.entry(49, "156"),
                Map.entry(70, "301"),
                Map.entry(90, "0200000042112312345600000000123" + "00000000000"),
                Map.entry(102, "6222000011112230")));
    if (pos) {
      fields.put(64, "0123456789ABCDEF");
    }
    Message read =
        new Codec(pos ? Profiles.pos() : Profiles.plain())
            .decode(new J8583(pos).write("0210", fields));
    assertThat(read.type()).isEqualTo("0210");
    assertThat(read.fields()).isEqualTo(List.copyOf(fields.keySet()));
    fields.forEach((f, value) -> assertThat(read.get(f)).as("field " + f).isEqualTo(value));
  }
}
