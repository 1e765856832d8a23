package dev.snaptill.simulator;

import dev.snaptill.simulator.bank.BankBuilder;
import dev.snaptill.simulator.bank.BankPages;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierPages;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.mmsc.MmscConfig;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import dev.snaptill.simulator.phone.Phone;
import dev.snaptill.simulator.phone.Phones;
import dev.snaptill.simulator.phone.PhonesPage;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Everything around a gateway: a carrier, an MMSC, two banks, phones and the pages to see them. */
final class Town implements AutoCloseable {
  static final String PAYER = "+8613800000001";
  static final String FRIEND = "+8613800000002";
  static final String SHOP = "+8613800000010";
  static final String PAYER_ACCOUNT = "6222020000000001";
  static final String FRIEND_ACCOUNT = "6222020000000002";
  static final String SHOP_ACCOUNT = "6228480000000010";

  final CarrierSimulator carrier;
  final MmscSimulator mmsc;
  final BankSimulator north;
  final BankSimulator south;
  final Phones phones;
  final int webPort;
  private final Running running = new Running();

  /**
   * Starts all of it.
   *
   * @throws IOException if a port can't be had; the message names the option
   */
  Town(TownOptions options) throws IOException {
    try {
      carrier = running.add(carrier(options));
      mmsc = running.add(mmsc(options));
      north =
          running.add(
              bank(options, "north", options.northPort)
                  .account(PAYER_ACCOUNT, 1_000_00)
                  .account(FRIEND_ACCOUNT, 500_00)
                  .start());
      south =
          running.add(bank(options, "south", options.southPort).account(SHOP_ACCOUNT, 0).start());
      phones = new Phones(carrier, mmsc, options.shortCode);
      if (options.phones.isEmpty()) {
        phones.add(PAYER, "payer");
        phones.add(FRIEND, "friend");
        phones.add(SHOP, "shop");
      }
      options.phones.forEach((name, number) -> phones.add(number, name));
      Vertx vertx = Vertx.vertx();
      running.add(() -> vertx.close().await(5, TimeUnit.SECONDS));
      Router beside = BankPages.routes(vertx, List.of(north, south));
      beside.route("/*").subRouter(CarrierPages.routes(vertx, "demo", carrier));
      PhonesPage page = new PhonesPage(vertx, phones, beside);
      webPort = listen(page, options);
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  private static CarrierSimulator carrier(TownOptions o) throws IOException {
    try {
      return new CarrierSimulator(
          CarrierConfig.defaults()
              .at(o.host, o.smppPort)
              .account(o.systemId, o.smppPassword)
              .window(o.window)
              .log(o.data.resolve("carrier.log")));
    } catch (IOException e) {
      throw new IOException("--smpp-port %d: %s".formatted(o.smppPort, e.getMessage()), e);
    }
  }

  private static MmscSimulator mmsc(TownOptions o) throws IOException {
    try {
      return new MmscSimulator(
          MmscConfig.defaults(o.gatewayMm7)
              .at(o.host, o.mm7Port)
              .credentials(o.mm7User, o.mm7Password));
    } catch (IOException e) {
      throw new IOException("--mm7-port %d: %s".formatted(o.mm7Port, e.getMessage()), e);
    }
  }

  private static BankBuilder bank(TownOptions o, String name, int port) throws IOException {
    return o.banks.apply(
        BankSimulator.builder()
            .name(name)
            .host(o.host)
            .port(port)
            .books(o.data.resolve(name + ".books"))
            .dayFiles(o.data.resolve("day-files")));
  }

  private static int listen(PhonesPage page, TownOptions o) throws IOException {
    try {
      return page.listen(o.host, o.webPort).await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("--web-port %d: %s".formatted(o.webPort, e.getMessage()), e);
    }
  }

  Phone phone(String number) {
    return phones.find(number).orElseThrow();
  }

  /** Where to find what, a line each. */
  void describe(PrintWriter out, URI gatewayMm7, String host) {
    out.printf("  carrier    smpp://%s:%d%n", host, carrier.port());
    out.printf("  MMSC       http://%s:%d/ (posts to %s)%n", host, mmsc.port(), gatewayMm7);
    out.printf(
        "  banks      %s:%d (north), %s:%d (south)%n", host, north.port(), host, south.port());
    out.printf("  phones     http://%s:%d/%n", host, webPort);
    out.printf("  bank books http://%s:%d/bank%n", host, webPort);
    out.printf("  carrier's faults http://%s:%d/carrier%n", host, webPort);
  }

  @Override
  public void close() {
    running.close();
  }
}
