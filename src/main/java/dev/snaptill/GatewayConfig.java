package dev.snaptill;

import dev.snaptill.api.ApiConfig;
import dev.snaptill.bank.iso8583.BankConfig;
import dev.snaptill.channel.mm7.Mm7Config;
import dev.snaptill.channel.mm7.MmscConfig;
import dev.snaptill.channel.smpp.CarrierConfig;
import dev.snaptill.channel.smpp.ListenerConfig;
import dev.snaptill.channel.smpp.PartsVerticle;
import dev.snaptill.channel.smpp.SystemConfig;
import dev.snaptill.config.Settings;
import dev.snaptill.inbox.ConfirmationConfig;
import dev.snaptill.operator.AuditConfig;
import dev.snaptill.outbox.OutboxConfig;
import dev.snaptill.outbox.Routes;
import dev.snaptill.qr.QrConfig;
import dev.snaptill.settlement.BankTerms;
import dev.snaptill.settlement.SettlementVerticle;
import dev.snaptill.store.DatabaseConfig;
import dev.snaptill.store.RetentionConfig;
import dev.snaptill.subscription.SubscriptionConfig;
import dev.snaptill.voucher.FormsConfig;
import dev.snaptill.voucher.VoucherConfig;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The whole configuration, read once and checked; {@code conf/gateway.yaml} explains every key.
 *
 * @param zone in which payers' days begin and people read times
 * @param masterKeyFile 64 hexadecimal digits from which every other key is derived
 * @param parts how parts of long messages wait for each other
 * @param listener where SMPP systems bind to us
 * @param maxUnfinished messages and payments under way before new ones are refused
 * @param drain how long a shutdown waits for what is under way
 * @param readyWait how long a start waits for the banks before it takes messages
 * @param manualAfter a credit of unknown fate goes to an operator after this long
 * @param reversalPause before a reversal is repeated for the first time
 * @param processingNotice a payer whose payment takes longer than this is told so, once
 * @param testClock the time can be moved on: for trying out only
 */
public record GatewayConfig(
    ZoneId zone,
    Path masterKeyFile,
    int maxUnfinished,
    Duration drain,
    Duration readyWait,
    Duration manualAfter,
    Duration reversalPause,
    Duration processingNotice,
    DatabaseConfig database,
    VoucherConfig vouchers,
    FormsConfig forms,
    ConfirmationConfig confirmation,
    Routes routes,
    OutboxConfig outbox,
    QrConfig qr,
    List<CarrierConfig> carriers,
    PartsVerticle.Config parts,
    ListenerConfig listener,
    Mm7Config mm7,
    List<BankConfig> banks,
    ApiConfig api,
    AuditConfig audit,
    RetentionConfig retention,
    SubscriptionConfig subscriptions,
    boolean testClock) {

  /**
   * Reads a file.
   *
   * @throws dev.snaptill.config.ConfigException with every mistake in it
   */
  public static GatewayConfig load(Path file, Map<String, String> environment) {
    return from(Settings.load(file, environment));
  }

  /** Reads settings that are at hand, and checks them. */
  public static GatewayConfig from(Settings s) {
    VoucherConfig vouchers = VoucherConfig.from(s.section("vouchers"));
    ApiConfig api = ApiConfig.from(s.section("api"));
    List<CarrierConfig> carriers = CarrierConfig.listFrom(s, "carriers");
    ListenerConfig listener = ListenerConfig.from(s.section("listener"));
    Mm7Config mm7 = Mm7Config.from(s.section("mm7"));
    List<BankConfig> banks = s.list("banks", BankConfig::from);
    Set<String> carrierNames =
        carriers.stream()
            .map(CarrierConfig::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (SystemConfig system : listener.systems()) {
      String name = system.carrier().name();
      if (!carrierNames.add(name)) {
        s.error("listener.systems", "'" + name + "' is the name of a carrier too");
      }
    }
    Set<String> mmscNames =
        mm7.mmscs().stream()
            .map(MmscConfig::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String name : mmscNames) {
      if (carrierNames.contains(name)) {
        s.error("mm7.mmscs", "'" + name + "' is the name of a carrier too");
      }
    }
    Set<String> bankNames = new HashSet<>();
    for (BankConfig bank : banks) {
      if (!bankNames.add(bank.name())) {
        s.error("banks", "'" + bank.name() + "' is given twice");
      }
    }
    if (carriers.isEmpty()) {
      s.error("carriers", "is empty: without a carrier nobody can be told anything");
    }
    if (banks.isEmpty()) {
      s.error("banks", "is empty: without a bank nothing can be paid");
    }
    Routes routes = Routes.from(s.section("routes"), vouchers.shortCode(), carrierNames, mmscNames);
    GatewayConfig config =
        new GatewayConfig(
            zone(s),
            Path.of(s.text("master_key_file", "data/master.key")),
            s.integer("max_unfinished", 5000, 10, 100_000),
            s.duration("drain", Duration.ofSeconds(30), Duration.ZERO, Duration.ofMinutes(10)),
            s.duration("ready_wait", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(5)),
            s.duration(
                "manual_after", Duration.ofMinutes(15), Duration.ofSeconds(10), Duration.ofDays(7)),
            s.duration(
                "reversal_pause",
                Duration.ofMinutes(1),
                Duration.ofMillis(100),
                Duration.ofMinutes(15)),
            s.duration(
                "processing_notice",
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofHours(1)),
            DatabaseConfig.from(s.section("database")),
            vouchers,
            FormsConfig.from(s.section("forms"), api.publicUrl()),
            ConfirmationConfig.from(s.section("confirmation")),
            routes,
            OutboxConfig.from(s.section("outbox"), carrierNames)
                .withTextsFor(mmscNames, routes.texts()),
            QrConfig.from(s.section("qr")),
            carriers,
            PartsVerticle.Config.from(s.section("smpp")),
            listener,
            mm7,
            banks,
            api,
            AuditConfig.from(s.section("audit")),
            RetentionConfig.from(s.section("retention")),
            SubscriptionConfig.from(s.section("subscriptions")),
            s.section("sandbox").flag("test_clock", false));
    s.check();
    return config;
  }

  private static ZoneId zone(Settings s) {
    String name = s.text("zone", "Asia/Shanghai");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      s.error("zone", "'" + name + "' is not a time zone such as Asia/Shanghai");
      return ZoneId.of("UTC");
    }
  }

  /** What payments go by. */
  public SettlementVerticle.Config settlement() {
    Duration longest =
        banks().stream().map(BankConfig::answerTimeout).max(Duration::compareTo).orElseThrow();
    return new SettlementVerticle.Config(
        zone(),
        longest.plusSeconds(15),
        manualAfter(),
        reversalPause(),
        processingNotice(),
        banks().stream()
            .map(
                b ->
                    new BankTerms(
                        b.name(),
                        b.zone(),
                        b.terminals(),
                        b.repeats(),
                        b.reversals(),
                        b.enquiry(),
                        b.processingTimeMax()))
            .toList());
  }
}
