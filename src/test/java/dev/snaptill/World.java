package dev.snaptill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.config.Settings;
import dev.snaptill.ledger.FeeSchedule;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.RrnNet;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.mmsc.MmscConfig;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import dev.snaptill.simulator.mmsc.Picture;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.PhoneMessage;
import dev.snaptill.simulator.phone.Phones;
import dev.snaptill.store.Database;
import dev.snaptill.store.Vault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A gateway with everything around it on real wires: two banks, a carrier, an MMSC, phones, and
 * parties enrolled over REST as an operator would.
 */
public final class World implements AutoCloseable {
  public static final String PAYER = "+8613800000001";
  public static final String FRIEND = "+8613800000002";
  public static final String SHOP = "+8613800000010";
  public static final String STRANGER = "+8613800000099";
  public static final String PAYER_ACCOUNT = "6222020000000001";
  public static final String FRIEND_ACCOUNT = "6222020000000002";
  public static final String SHOP_ACCOUNT = "6228480000000010";
  private static final Pattern CODE = Pattern.compile("\\d{4} \\d{4} \\d{4} \\d{2}");
  public static final Duration SOON = Duration.ofSeconds(60);

  /** For tests that wait until the banks' answers are overdue: 5 s instead of 15 s. */
  public static final Map<String, String> IMPATIENT =
      Map.of("SNAPTILL_BANKS_0_ANSWER_TIMEOUT", "5s", "SNAPTILL_BANKS_1_ANSWER_TIMEOUT", "5s");

  public final Path directory;
  public final BankSimulator north;
  public final BankSimulator south;
  public final CarrierSimulator carrier;
  public final MmscSimulator mmsc;
  public final Phone payer;
  public final Phone friend;
  public final Phone shop;
  public final Phone stranger;
  public final ShiftedClock clock = new ShiftedClock();
  public final Outage outage = new Outage();
  private final Map<String, String> overrides;
  private final Phones phones;
  private final HttpClient http = HttpClient.newHttpClient();
  private Gateway gateway;
  private volatile String reread;
  private int people;
  public String operatorKey = "";
  public String shopKey = "";
  public String shopId = "";
  public String payerId = "";
  public String friendId = "";
  public String payerAccountId = "";
  public String shopAccountId = "";

  /** Starts everything; {@code overrides} are environment variables of the gateway. */
  public World(Path directory, Map<String, String> overrides) throws IOException {
    this.directory = directory;
    this.overrides = overrides;
    north =
        BankSimulator.builder()
            .name("north")
            .books(directory.resolve("north.books"))
            .refuseLateOriginals(false)
            .account(PAYER_ACCOUNT, 1_000_00)
            .account(FRIEND_ACCOUNT, 500_00)
            .start();
    south =
        BankSimulator.builder()
            .name("south")
            .books(directory.resolve("south.books"))
            .account(SHOP_ACCOUNT, 0)
            .start();
    carrier = new CarrierSimulator(CarrierConfig.defaults().log(directory.resolve("carrier.log")));
    mmsc =
        new MmscSimulator(
            MmscConfig.defaults(URI.create("http://127.0.0.1:1/"))
                .submitCredentials("snaptill", "secret"));
    phones = new Phones(carrier, mmsc, "10658");
    payer = phones.add(PAYER, "payer");
    friend = phones.add(FRIEND, "friend");
    shop = phones.add(SHOP, "shop");
    stranger = phones.add(STRANGER, "stranger");
    startGateway();
    enrol();
  }

  /** With {@link #IMPATIENT} beside other settings. */
  public static Map<String, String> impatient(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(IMPATIENT);
    all.putAll(others);
    return all;
  }

  public World(Path directory) throws IOException {
    this(directory, Map.of());
  }

  /** The configuration that fits the simulators' ports. */
  public String yaml() {
    return """
    master_key_file: %1$s/master.key
    drain: 10s
    ready_wait: 60s
    qr: {budget: 10s}
    reversal_pause: 200ms
    database: {directory: %1$s/data}
    carriers:
      - {name: demo-carrier, host: 127.0.0.1, port: %2$d, system_id: snaptill, password: secret,
         trust: operator, reconnect_min: 50ms, reconnect_max: 500ms, short_codes: ["10658"]}
    mm7:
      port: 0
      mmscs:
        - {name: demo-mmsc, url: "http://127.0.0.1:%3$d/mm7", short_codes: ["10658"], inbound_username: mmsc,
           inbound_password: secret, username: snaptill, password: secret, trust: operator}
    banks:
      - {name: north, port: %4$d, terminals: ["SNAP0001..SNAP0004"], repeats: true, reconnect_min: 50ms,
         reconnect_max: 500ms, answer_timeout: 15s,
         processing_time_max: 3s}
      - {name: south, port: %5$d, terminals: ["SNAP0001..SNAP0004"], repeats: true, reconnect_min: 50ms,
         reconnect_max: 500ms, answer_timeout: 15s,
         processing_time_max: 3s}
    vouchers: {new_payer: 0s}
    api: {port: 0, operator_key_file: %1$s/operator.key}
    listener:
      port: 0
      systems:
        - {name: aggregator, system_id: agg, password_hash: "pbkdf2:1000:MDEyMzQ1Njc4OWFiY2RlZg==:FUR/xjg6ilqlJHee9mQCJFnZvv8N7RB4GIbce2PvU4Y=", addresses: [127.0.0.1/32],
           trust: operator, short_codes: ["10658"]}
    """
        .formatted(directory, carrier.port(), mmsc.port(), north.port(), south.port());
  }

  public void startGateway() throws IOException {
    startGateway(overrides);
  }

  /** What the gateway reads when its configuration is reloaded. */
  void configure(String text) {
    reread = text;
  }

  private void startGateway(Map<String, String> environment) throws IOException {
    reread = null;
    gateway =
        Gateway.start(
            config(environment),
            () ->
                GatewayConfig.from(
                    Settings.parse("test.yaml", reread == null ? yaml() : reread, environment)),
            clock,
            outage::between);
    mmsc.postTo(mm7());
    operatorKey = Files.readString(directory.resolve("operator.key")).strip();
  }

  public void stopGateway() {
    if (gateway != null) {
      gateway.close();
      gateway = null;
    }
  }

  /**
   * Stops the gateway once nothing is in its hands: one that drains for no time, and is stopped
   * right after the last text has come, has not written yet that it has sent it.
   */
  public void stopAtRest() {
    Awaitility.await()
        .atMost(SOON)
        .during(Duration.ofMillis(300))
        .until(() -> metric("snaptill_unfinished") == 0);
    stopGateway();
  }

  private GatewayConfig config(Map<String, String> environment) {
    return GatewayConfig.from(Settings.parse("test.yaml", yaml(), environment));
  }

  /** Another gateway on the same directory, with these environment variables beside its own. */
  public void restart(Map<String, String> more) throws IOException {
    stopGateway();
    Map<String, String> environment = new HashMap<>(overrides);
    environment.putAll(more);
    startGateway(environment);
  }

  /** Changes rows behind the gateway's back, while it is stopped. */
  public void alter(String sql) throws IOException {
    stopGateway();
    try (Database database = Database.open(config(overrides).database());
        Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IOException(e);
    }
    startGateway();
  }

  /** Another key seals from now on; the older ones still open. */
  public void rotateKeys() throws IOException {
    stopGateway();
    Vault.fromFile(directory.resolve("master.key")).addKey();
    startGateway();
  }

  public void restart() throws IOException {
    restart(Map.of());
  }

  private void enrol() throws IOException {
    shopId = party("shop", "Corner Shop", SHOP);
    shopAccountId = account(shopId, "south", SHOP_ACCOUNT);
    shopKey =
        operator("POST", "/v1/keys", new JsonObject().put("party", shopId).put("name", "till"))
            .getString("key");
    payerId = party("person", "Ann", PAYER);
    payerAccountId = account(payerId, "north", PAYER_ACCOUNT);
    mandate(payerId, payerAccountId);
    friendId = party("person", "Bo", FRIEND);
    mandate(friendId, account(friendId, "north", FRIEND_ACCOUNT));
  }

  /** Somebody with a phone, an account at the north bank, and a mandate on it. */
  public record Person(Phone phone, String id, String account, String accountId) {}

  public Phone phone(String number, String name) {
    return phones.add(number, name);
  }

  public Person person(String name, long balance) throws IOException {
    return person(name, "en", balance);
  }

  public Person person(String name, String language, long balance) throws IOException {
    people++;
    String number = "+861391%07d".formatted(people);
    String account = "622203%010d".formatted(people);
    north.openAccount(account, balance);
    String id = party("person", name, number, language);
    String accountId = account(id, "north", account);
    mandate(id, accountId);
    return new Person(phones.add(number, name + people), id, account, accountId);
  }

  public String party(String kind, String name, String number) throws IOException {
    return party(kind, name, number, "en");
  }

  public String party(String kind, String name, String number, String language) throws IOException {
    return operator(
            "POST",
            "/v1/parties",
            new JsonObject()
                .put("kind", kind)
                .put("name", name)
                .put("language", language)
                .put("addresses", new JsonArray().add("tel:" + number)))
        .getString("id");
  }

  public String account(String party, String bank, String number) throws IOException {
    return operator(
            "POST",
            "/v1/parties/" + party + "/accounts",
            new JsonObject().put("bank", bank).put("number", number).put("currency", "CNY"))
        .getString("id");
  }

  public void mandate(String party, String account) throws IOException {
    operator("PUT", "/v1/parties/" + party + "/mandate", new JsonObject().put("account", account));
  }

  /** Sets what a payee's payments cost, on the stopped gateway's database. */
  public void fees(FeeSchedule s) throws IOException {
    stopGateway();
    try (Database database = Database.open(config(overrides).database());
        Connection connection = database.connection();
        var insert =
            connection.prepareStatement(
                "INSERT INTO fee_schedule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'test')")) {
      insert.setLong(1, s.id());
      insert.setLong(2, s.payeeId());
      insert.setString(3, s.currency());
      insert.setString(4, s.bearer().name());
      insert.setLong(5, s.fixed());
      insert.setInt(6, s.basisPoints());
      insert.setLong(7, s.least());
      insert.setLong(8, s.most());
      insert.setLong(9, s.validFrom().toEpochMilli());
      insert.setLong(10, s.id());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IOException(e);
    }
    startGateway();
  }

  /** Limits as the API takes them, such as {@code per_day: "100.00"}. */
  public void mandate(Person person, JsonObject limits) throws IOException {
    operator(
        "PUT",
        "/v1/parties/" + person.id() + "/mandate",
        limits.copy().put("account", person.accountId()));
  }

  /** The shop asks for a voucher; the answer is the API's. */
  public JsonObject voucher(String amount) throws IOException {
    return voucher(new JsonObject().put("amount", amount));
  }

  public JsonObject voucher(JsonObject wanted) throws IOException {
    return call("POST", "/v1/vouchers", shopKey, wanted);
  }

  public JsonObject operator(String method, String path, JsonObject body) throws IOException {
    return call(method, path, operatorKey, body);
  }

  public JsonObject call(String method, String path, String key, JsonObject body)
      throws IOException {
    return call(api(), method, path, key, body);
  }

  /** Asks a gateway that runs elsewhere on this machine. */
  public JsonObject callAt(int port, String method, String path, String key) throws IOException {
    return call("http://127.0.0.1:" + port, method, path, key, null);
  }

  private JsonObject call(String api, String method, String path, String key, JsonObject body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path)).header("Authorization", "Bearer " + key);
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException(method + " " + path + ": " + answer.statusCode() + answer.body());
      }
      return answer.body().isBlank() ? new JsonObject() : new JsonObject(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The picture of a voucher as the shop's till shows it. */
  public Picture picture(JsonObject voucher) throws IOException {
    URI uri = URI.create(api() + "/v1/vouchers/" + voucher.getString("id") + "/code.png");
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + shopKey).build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("no picture: " + answer.statusCode());
      }
      return new Picture("code.png", "image/png", answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** What a path answers; no key asks as a stranger does. */
  public HttpResponse<byte[]> fetch(String path, String key, String... headers) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api() + path));
    if (!key.isEmpty()) {
      request.header("Authorization", "Bearer " + key);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** A voucher's code in a form: {@code file} is code.png, code.svg, code.txt or code.pdf. */
  public byte[] code(JsonObject voucher, String file, String query) throws IOException {
    String path = "/v1/vouchers/" + voucher.getString("id") + "/" + file + "?" + query;
    HttpResponse<byte[]> answer = fetch(path, shopKey);
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + new String(answer.body()));
    }
    return answer.body();
  }

  /** Where the MMSC posts to. */
  public URI mm7() {
    return URI.create("http://127.0.0.1:" + gateway.mm7Port() + "/mm7/demo-mmsc");
  }

  /** Waits until the gateway knows that all its links are up, or that one of them isn't. */
  public void awaitReady(boolean ready) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api() + "/health/ready")).build();
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()
                    == (ready ? 200 : 503));
  }

  /** Where systems bind to; one is configured as {@code agg}, its password is letmein. */
  public int listenerPort() {
    return gateway.listenerPort();
  }

  public String api() {
    return "http://127.0.0.1:" + gateway.apiPort();
  }

  /**
   * Moves the clock to ten o'clock of the payers' next day, so that a test of limits by the day or
   * the month does not run over midnight.
   */
  public void toMorning() {
    ZonedDateTime now = clock.instant().atZone(ZoneId.of("Asia/Shanghai"));
    ZonedDateTime morning = now.toLocalDate().plusDays(1).atTime(10, 0).atZone(now.getZone());
    clock.advance(Duration.between(now, morning));
  }

  /** What {@code /metrics} says of one series, 0 if it is not there. */
  public double metric(String series) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(api() + "/metrics")).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(series + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
          .findFirst()
          .orElse(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Sends a text and returns the first answer that comes after it. */
  public String answerTo(Phone phone, String text) {
    return answerTo(phone, text, answer -> true);
  }

  public String answerTo(Phone phone, String text, Predicate<String> wanted) {
    long last = phone.lastId();
    phone.sendText(text);
    PhoneMessage answer = phone.awaitText(wanted, last, SOON);
    return answer.text();
  }

  /** Sends pictures and returns the first answer that comes after them. */
  public String answerTo(Phone phone, String text, Picture... pictures) {
    long last = phone.lastId();
    phone.sendPicture(text, pictures);
    return phone.awaitText(answer -> true, last, SOON).text();
  }

  /** What a person gets who asks to be paid: a text, and a picture by MMS. */
  public record Asked(PhoneMessage text, PhoneMessage picture) {
    /** The digits as they stand in the text. */
    public String code() {
      Matcher digits = CODE.matcher(text.text());
      assertThat(digits.find()).as(text.text()).isTrue();
      return digits.group();
    }
  }

  /** Asks to be paid, and waits for both answers. */
  public Asked ask(Phone phone, String text) {
    long last = phone.lastId();
    phone.sendText(text);
    return new Asked(
        // a receipt for something earlier may come in between
        phone.await(m -> m.pictures().isEmpty() && CODE.matcher(m.text()).find(), last, SOON),
        phone.awaitPicture(last, SOON));
  }

  /** How much every account holds now, and how much stands posted at both banks. */
  public Map<String, Long> money() {
    Map<String, Long> all = new TreeMap<>();
    for (BankSimulator bank : List.of(north, south)) {
      bank.accounts().forEach(a -> all.put(bank.name() + " " + a.number(), a.balance()));
      all.put(
          bank.name() + " standing", bank.netByRrn().values().stream().mapToLong(World::sum).sum());
    }
    return all;
  }

  private static long sum(RrnNet net) {
    return net.debits() + net.credits() + net.transfers();
  }

  /** What is wrong with the books of the stopped gateway and of the banks; empty if all is well. */
  public List<String> wrong() throws SQLException {
    List<String> wrong = new ArrayList<>();
    try (Database database = Database.open(config(overrides).database());
        Connection connection = database.connection()) {
      wrong.addAll(new BooksStore(connection).wrong());
    }
    for (BankSimulator bank : List.of(north, south)) {
      bank.doubled().forEach(rrn -> wrong.add(bank.name() + " posted twice: " + rrn));
    }
    return wrong;
  }

  /**
   * What is wrong once everything has ended and nothing is an operator's: also what is still under
   * way or in suspense, and where our ledger and a bank's books differ.
   */
  public List<String> wrongAtRest() throws SQLException {
    List<String> wrong = new ArrayList<>(wrong());
    try (Database database = Database.open(config(overrides).database());
        Connection connection = database.connection()) {
      BooksStore books = new BooksStore(connection);
      wrong.addAll(books.notEnded());
      List<String> banks = books.banks();
      for (BankSimulator bank : List.of(north, south)) {
        String ours = "bank:" + bank.name() + " CNY " + bank.settlementBalance();
        if (!banks.contains(ours)) {
          wrong.add("the bank has " + ours + ", the ledger " + banks);
        }
      }
      long suspense =
          number(
              connection,
              "SELECT COALESCE(SUM(CASE WHEN debit = 'suspense' THEN amount ELSE -amount END), 0)"
                  + " FROM ledger_transfer WHERE debit = 'suspense' OR credit = 'suspense'");
      if (suspense != 0) {
        wrong.add("in suspense: " + suspense);
      }
    }
    return wrong;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Keys of all operations at a bank, oldest payment first; the gateway must be stopped. */
  public List<String> keys(String bank) throws SQLException {
    try (Database database = Database.open(config(overrides).database());
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT op_key FROM bank_operation WHERE op_key LIKE '%/"
                    + bank
                    + "/%' ORDER BY payment_id, op_key")) {
      List<String> keys = new ArrayList<>();
      while (rows.next()) {
        keys.add(rows.getString(1));
      }
      return keys;
    }
  }

  /** Stops everything, and fails if the books are not whole. */
  @Override
  public void close() {
    stopGateway();
    carrier.close();
    mmsc.close();
    north.close();
    south.close();
    try {
      assertThat(wrong()).isEmpty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The time of day, moved on at will. */
  public static final class ShiftedClock extends Clock {
    private volatile Duration shift = Duration.ZERO;

    public void advance(Duration by) {
      shift = shift.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(shift);
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
