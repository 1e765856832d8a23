package dev.snaptill.simulator.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Free ports for servers that come back on the same one after each kill, or are told theirs. */
public final class Ports {
  private static final int LOWEST = 10_000;
  private static final int SIZE = 20_000;

  private final Random random = new Random();

  /**
   * A port that is free now, below those that systems give to clients: while its server is dead, a
   * reconnecting client could otherwise be given that very port and keep it (or connect to itself).
   */
  public int free() throws IOException {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = LOWEST + random.nextInt(SIZE);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // somebody else's
      }
    }
    throw new IOException("no free port from " + LOWEST + " to " + (LOWEST + SIZE));
  }
}
