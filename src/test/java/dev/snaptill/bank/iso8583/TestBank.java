package dev.snaptill.bank.iso8583;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** A bank front-end on a real socket that speaks through j8583 and does what the test says. */
final class TestBank implements AutoCloseable {
  private final ServerSocket server;
  private final J8583 codec;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Operations (0200, 0420 ...) in the order they came, for the test to answer. */
  final BlockingQueue<Request> operations = new LinkedBlockingQueue<>();

  /** Network messages in the order they came. */
  final BlockingQueue<Request> network = new LinkedBlockingQueue<>();

  /** Field 39 of the answer to field 70; null for no answer. */
  volatile Function<String, String> networkAnswers = kind -> "00";

  /** A message from the gateway and where it came from. */
  final class Request {
    final TreeMap<Integer, String> fields;
    private final Socket from;

    private Request(TreeMap<Integer, String> fields, Socket from) {
      this.fields = fields;
      this.from = from;
    }

    String type() {
      return fields.get(0);
    }

    /** The bytes of an answer with this code, length prefix and all. */
    byte[] reply(String code) {
      TreeMap<Integer, String> answer = new TreeMap<>(fields);
      answer.remove(0);
      answer.remove(90);
      answer.put(39, code);
      return framed(
          codec.write(type().substring(0, 2) + (type().charAt(2) == '0' ? "10" : "30"), answer));
    }

    void answer(String code) {
      raw(reply(code));
    }

    void raw(byte[] bytes) {
      try {
        OutputStream out = from.getOutputStream();
        synchronized (from) {
          out.write(bytes);
          out.flush();
        }
      } catch (IOException e) {
        throw new AssertionError(e);
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
    codec = new J8583(pos);
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    thread(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** A message of the bank's own on the newest connection. */
  void send(String type, Map<Integer, String> fields) {
    Socket newest = sockets.get(sockets.size() - 1);
    new Request(new TreeMap<>(), newest).raw(framed(codec.write(type, fields)));
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
        Request request = new Request(codec.read(message), socket);
        if (request.type().startsWith("08")) {
          network.add(request);
          String kind = request.fields.get(70);
          String code = request.type().equals("0800") ? networkAnswers.apply(kind) : null;
          if (code != null) {
            request.answer(code);
          }
        } else {
          operations.add(request);
        }
      }
    } catch (IOException closed) {
      // the gateway or the test ended it
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

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "test-bank");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
