package dev.snaptill.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private enum Colour {
    DARK_RED,
    BLUE
  }

  private static Settings of(String yaml) {
    return Settings.parse("g.yaml", yaml, Map.of());
  }

  private static String[] errorsOf(String yaml, Consumer<Settings> reader) {
    Settings settings = of(yaml);
    reader.accept(settings);
    return catchThrowableOfType(ConfigException.class, settings::check).getMessage().split("\n");
  }

  @Test
  void everyGettersErrorNamesFileKeyAndRange() {
    String[] errors =
        errorsOf(
            """
            number: 0
            word: many
            flag: yes
            time: 2h
            odd: 5 minutes
            colour: green
            name: A B
            items: [a, {b: c}]
            list: [1, 2]
            map: {x: 1}
            notMap: 7
            notList: 7
            """,
            s -> {
              s.integer("number", 5, 1, 1000);
              s.whole("word", 5, 1, 1000);
              s.flag("flag", true);
              s.duration("time", SECOND, SECOND, HOUR);
              s.duration("odd", SECOND, SECOND, HOUR);
              s.choice("colour", Colour.BLUE);
              s.text("name", "x", "[a-z]+", "a word of small letters");
              s.texts("items");
              s.text("list", "x");
              s.textOrNull("map");
              s.section("notMap");
              s.list("notList", item -> item);
              s.text("absent");
              s.secret("password");
            });
    assertThat(errors)
        .containsExactly(
            "g.yaml: number: 0 is not between 1 and 1000",
            "g.yaml: word: many is not between 1 and 1000",
            "g.yaml: flag: yes is not true or false",
            "g.yaml: time: 2h is not a time between 1s and 1h (for example 500ms, 25s, 15m, 24h,"
                + " 7d)",
            "g.yaml: odd: 5 minutes is not a time between 1s and 1h (for example 500ms, 25s, 15m,"
                + " 24h, 7d)",
            "g.yaml: colour: green is none of [DARK_RED, BLUE]",
            "g.yaml: name: 'A B' is not a word of small letters",
            "g.yaml: items[1]: is not a single value",
            "g.yaml: list: is not a single value",
            "g.yaml: map: is not a single value",
            "g.yaml: notMap: is not a mapping of keys to values",
            "g.yaml: notList: is not a list",
            "g.yaml: absent: is missing",
            "g.yaml: password: is missing (a secret can also be given as password_file)");
  }

  @Test
  void anErrorInAListNamesTheItem() {
    assertThat(
            errorsOf(
                "carriers: [{window: 5}, {window: 0}, 7]",
                s -> s.list("carriers", c -> c.integer("window", 1, 1, 1000))))
        .containsExactlyInAnyOrder(
            "g.yaml: carriers[2]: is not a mapping of keys to values",
            "g.yaml: carriers[1].window: 0 is not between 1 and 1000");
  }

  @Test
  void unknownKeysAreErrorsAtEveryDepth() {
    assertThat(
            errorsOf(
                "{a: 1, b: 2, inner: {c: 3, d: 4}, items: [{e: 5}]}",
                s -> {
                  s.integer("a", 0, 0, 9);
                  s.section("inner").integer("c", 0, 0, 9);
                  s.list("items", item -> item);
                }))
        .containsExactlyInAnyOrder(
            "g.yaml: b: is not a known key",
            "g.yaml: inner.d: is not a known key",
            "g.yaml: items[0].e: is not a known key");
  }

  @Test
  void absentKeysHaveTheirDefaults() {
    Settings s = of("empty:\n");
    assertThat(s.integer("a", 5, 1, 9)).isEqualTo(5);
    assertThat(s.text("empty", "otherwise")).isEqualTo("otherwise");
    assertThat(s.flag("b", true)).isTrue();
    assertThat(s.duration("c", HOUR, SECOND, HOUR)).isEqualTo(HOUR);
    assertThat(s.choice("d", Colour.DARK_RED)).isEqualTo(Colour.DARK_RED);
    assertThat(s.texts("e")).isEmpty();
    assertThat(s.textOrNull("f")).isNull();
    assertThat(s.secretOrNull("g")).isNull();
    assertThat(s.section("h").integer("i", 7, 1, 9)).isEqualTo(7);
    assertThat(s.list("j", item -> item)).isEmpty();
    s.check();
  }

  @ParameterizedTest
  @CsvSource({"0123, 0123", "off, off", "1_000, 1_000", "00000000000, 00000000000", "1e3, 1e3"})
  void aTextStaysAsItWasWritten(String written, String read) {
    assertThat(of("password: " + written).secret("password")).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"10_000, 10000", "0x58, 88", "010, 10", "' 7 ', 7"})
  void aNumberMayBeWrittenInSeveralWays(String written, int read) {
    assertThat(of("n: '" + written + "'").integer("n", 0, 0, 100_000)).isEqualTo(read);
    assertThat(of("n: " + written).integer("n", 0, 0, 100_000)).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "25s, 25000", "15m, 900000", "24h, 86400000", "7d, 604800000"})
  void readsLengthsOfTime(String text, long millis) {
    Duration read = of("t: " + text).duration("t", SECOND, Duration.ZERO, Duration.ofDays(9));
    assertThat(read).hasMillis(millis);
    assertThat(Durations.parse(Durations.text(read))).isEqualTo(read);
  }

  @Test
  void choicesMayBeWrittenSmallAndWithDashes() {
    assertThat(of("c: dark-red").choice("c", Colour.BLUE)).isEqualTo(Colour.DARK_RED);
  }

  @Test
  void theEnvironmentOverridesAnyKey() {
    Settings s =
        Settings.parse(
            "g.yaml",
            "{api: {port: 1}, carriers: [{host: a, codes: ['1']}, {host: b}]}",
            Map.of(
                "SNAPTILL_API_PORT", "8081",
                "SNAPTILL_API_PUBLIC_URL", "http://x",
                "SNAPTILL_CARRIERS_0_HOST", "first",
                "SNAPTILL_CARRIERS_0_CODES", "10658, 10659",
                "SNAPTILL_CARRIERS_1_HOST", "second"));
    Settings api = s.section("api");
    assertThat(api.integer("port", 0, 0, 65535)).isEqualTo(8081);
    assertThat(api.text("public_url")).isEqualTo("http://x");
    assertThat(s.list("carriers", c -> c.text("host") + c.texts("codes")))
        .containsExactly("first[10658, 10659]", "second[]");
    s.check();
  }

  @Test
  void aWrongValueFromTheEnvironmentIsToldUnderItsKey() {
    Settings s = Settings.parse("g.yaml", "", Map.of("SNAPTILL_PORT", "high"));
    s.integer("port", 0, 0, 65535);
    assertThatThrownBy(s::check).hasMessage("g.yaml: port: high is not between 0 and 65535");
  }

  @Test
  void anEmptyListFromTheEnvironmentIsEmpty() {
    Settings s = Settings.parse("g.yaml", "codes: [a]", Map.of("SNAPTILL_CODES", ""));
    assertThat(s.texts("codes")).isEmpty();
  }

  @Test
  void aSecretCanStandInAFileOfItsOwn(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "s3cret\n");
    Settings s = of("password_file: " + file);
    assertThat(s.secret("password")).isEqualTo("s3cret");
    s.check();
  }

  @Test
  void aSecretsFileThatIsMissingIsNamed(@TempDir Path directory) {
    assertThat(
            errorsOf(
                "password_file: " + directory.resolve("none"), s -> s.secretOrNull("password")))
        .singleElement()
        .asString()
        .startsWith("g.yaml: password_file: cannot be read: ")
        .contains("none");
  }

  @Test
  void aSecretGivenTwiceIsRefusedWithoutTellingIt(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "other");
    assertThat(errorsOf("{p: s3cret, p_file: " + file + "}", s -> s.secret("p")))
        .containsExactly("g.yaml: p: and p_file are both given: give one");
  }

  @Test
  void whatIsNoMappingIsRefusedWithTheFilesName() {
    assertThatThrownBy(() -> of("[1, 2]"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("g.yaml: is not a mapping of keys to values");
    assertThatThrownBy(() -> of("a: [")).hasMessageStartingWith("g.yaml: ");
    assertThatThrownBy(() -> of("{a: 1, a: 2}")).hasMessageContaining("duplicate key a");
    assertThatThrownBy(() -> of("a: !!java.net.URL [http://x]"))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aFileThatIsMissingIsNamed(@TempDir Path directory) {
    Path file = directory.resolve("gateway.yaml");
    assertThatThrownBy(() -> Settings.load(file, Map.of()))
        .hasMessageStartingWith(file + ": cannot be read");
  }

  @Test
  void anEmptyFileIsAllDefaults() {
    Settings s = of("# nothing\n");
    assertThat(s.texts("x")).isEqualTo(List.of());
    s.check();
  }
}
