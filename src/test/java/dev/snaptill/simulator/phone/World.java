package dev.snaptill.simulator.phone;

import com.sun.net.httpserver.HttpServer;
import dev.snaptill.simulator.carrier.CarrierConfig;
import dev.snaptill.simulator.carrier.CarrierSimulator;
import dev.snaptill.simulator.carrier.TestEsme;
import dev.snaptill.simulator.mmsc.MmscConfig;
import dev.snaptill.simulator.mmsc.MmscSimulator;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Carrier, MMSC, three phones and their page, with an ESME and an MM7 end of the test's own. */
final class World implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final BlockingQueue<byte[]> posted = new LinkedBlockingQueue<>();
  final HttpServer gateway;
  final CarrierSimulator carrier;
  final MmscSimulator mmsc;
  final Phones phones;
  final Phone payer;
  final Phone shop;
  final TestEsme esme;
  final URI page;

  World() throws Exception {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    gateway.createContext(
        "/",
        exchange -> {
          posted.add(exchange.getRequestBody().readAllBytes());
          byte[] answer =
              "<E><B><DeliverRsp><Status><StatusCode>1000</StatusCode></Status></DeliverRsp></B></E>"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    gateway.start();
    carrier = new CarrierSimulator(CarrierConfig.defaults());
    mmsc =
        new MmscSimulator(
            MmscConfig.defaults(
                URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/mm7/demo")));
    phones = new Phones(carrier, mmsc, "10658");
    payer = phones.add("+8613800000001", "payer");
    phones.add("+8613800000002", "friend");
    shop = phones.add("+8613800000010", "shop");
    esme = new TestEsme(carrier.port(), "secret");
    int port = new PhonesPage(vertx, phones).listen("127.0.0.1", 0).await(60, TimeUnit.SECONDS);
    page = URI.create("http://127.0.0.1:" + port + "/");
  }

  @Override
  public void close() {
    esme.close();
    vertx.close().await();
    mmsc.close();
    carrier.close();
    gateway.stop(0);
  }
}
