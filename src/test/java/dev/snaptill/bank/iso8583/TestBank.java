package dev.snaptill.bank.iso8583;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** A bank front-end on a real socket that speaks through j8583 and does what the test says. */
final class TestBank implements AutoCloseable {
  private final ServerSocket server;
  private final J8583 codec;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Thread acceptor;

  /** Operations (0200, 0420 ...) in the order they came, for the test to answer. */
  final BlockingQueue<Request> operations = new LinkedBlockingQueue<>();

  /** Network messages in the order they came. */
  final BlockingQueue<Request> network = new LinkedBlockingQueue<>();

  /** How connections ended. */
  final BlockingQueue<IOException> ended = new LinkedBlockingQueue<>();

  /** Field 39 of the answer to field 70; null for no answer. */
  volatile Function<String, String> networkAnswers = kind -> "00";

  /** More fields of the answer to field 70. */
  volatile Map<String, Map<Integer, String>> networkFields = Map.of();

  /** The double-length DES key of the retail MAC in field 128; null for no MAC. */
  volatile byte[] macKey;

  /** The key to go on with once a request for a key was answered. */
  volatile byte[] nextKey;

  /** A message from the gateway and where it came from. */
  final class Request {
    final TreeMap<Integer, String> fields;
    private final byte[] raw;

    /** The connection it came on. */
    final Socket from;

    private Request(TreeMap<Integer, String> fields, byte[] raw, Socket from) {
      this.fields = fields;
      this.raw = raw;
      this.from = from;
    }

    /** Whether it carries a MAC under this key. */
    boolean isSignedWith(byte[] key) {
      int at = raw.length - 8;
      return fields.containsKey(128)
          && Arrays.equals(
              Arrays.copyOfRange(raw, at, raw.length), RetailMac.of(key, Arrays.copyOf(raw, at)));
    }

    String type() {
      return fields.get(0);
    }

    /** The bytes of an answer with this code, length prefix and all. */
    byte[] reply(String code) {
      TreeMap<Integer, String> answer = new TreeMap<>(fields);
      answer.remove(0);
      answer.remove(90);
      answer.remove(128);
      answer.put(39, code);
      if (type().equals("0800")) {
        answer.putAll(networkFields.getOrDefault(fields.get(70), Map.of()));
      }
      return framed(
          signed(type().substring(0, 2) + (type().charAt(2) == '0' ? "10" : "30"), answer));
    }

    void answer(String code) {
      raw(reply(code));
    }

    void raw(byte[] bytes) {
      try {
        write(bytes);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private void write(byte[] bytes) throws IOException {
      OutputStream out = from.getOutputStream();
      synchronized (from) {
        out.write(bytes);
        out.flush();
      }
    }

    void cut() {
      try {
        from.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  TestBank(boolean pos) throws IOException {
    this(pos, ServerSocketFactory.getDefault());
  }

  TestBank(boolean pos, ServerSocketFactory factory) throws IOException {
    codec = new J8583(pos);
    server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    acceptor = thread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** A message of the bank's own on the newest connection. */
  void send(String type, Map<Integer, String> fields) {
    Socket newest = sockets.get(sockets.size() - 1);
    new Request(new TreeMap<>(), new byte[0], newest).raw(framed(signed(type, fields)));
  }

  /** The message with the MAC as its last field. */
  private byte[] signed(String type, Map<Integer, String> fields) {
    byte[] key = macKey;
    if (key == null) {
      return codec.write(type, fields);
    }
    TreeMap<Integer, String> all = new TreeMap<>(fields);
    all.put(128, "0".repeat(16));
    byte[] out = codec.write(type, all);
    int at = out.length - 8;
    System.arraycopy(RetailMac.of(key, Arrays.copyOf(out, at)), 0, out, at, 8);
    return out;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        thread(() -> serve(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket socket) {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        Request request = new Request(codec.read(message), message, socket);
        if (request.type().startsWith("08")) {
          network.add(request);
          String kind = request.fields.get(70);
          String code = request.type().equals("0800") ? networkAnswers.apply(kind) : null;
          // Read before the answer leaves: once it is there, the test may set another.
          byte[] next = nextKey;
          if (code != null) {
            request.write(request.reply(code));
          }
          if (next != null && "101".equals(kind)) {
            macKey = next;
          }
        } else {
          operations.add(request);
        }
      }
    } catch (IOException closed) {
      // the gateway or the test ended it
      ended.add(closed);
    } catch (Exception unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static byte[] framed(byte[] message) {
    try {
      return Profiles.plain().length().frame(message);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "test-bank");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Until the thread that accepts has left its call, it may still take a connection: waits. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
