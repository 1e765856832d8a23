package dev.snaptill.simulator.carrier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads a carrier's log from its beginning on, also while a carrier writes it. */
public final class CarrierLogTail {
  private static final int CHUNK = 1 << 16;

  private final Path path;
  private final Joiner joiner = new Joiner();
  private long position;

  public CarrierLogTail(Path path) {
    this.path = path;
  }

  /**
   * What has been added since the last call, up to the last whole line; nothing as long as there is
   * no such file.
   */
  public CarrierLog.Contents next() throws IOException {
    List<Acknowledged> acknowledged = new ArrayList<>();
    List<ShortMessage> submitted = new ArrayList<>();
    for (String line : lines()) {
      String[] f = line.split("\t", -1);
      if (f.length != 9) {
        continue; // torn by a crash
      }
      Instant at = Instant.ofEpochMilli(Long.parseLong(f[1]));
      int first = Integer.parseInt(f[5]);
      int second = Integer.parseInt(f[6]);
      String text = unescape(f[8]);
      if (f[0].equals("A")) {
        acknowledged.add(new Acknowledged(f[2], f[3], f[4], text, first, second, at));
      } else {
        int third = Integer.parseInt(f[7]);
        SubmittedPart part = new SubmittedPart(f[2], f[3], f[4], first, second, third, text, at);
        joiner.join(part).ifPresent(submitted::add);
      }
    }
    return new CarrierLog.Contents(acknowledged, submitted);
  }

  private List<String> lines() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long added = file.size() - position;
      byte[] octets = new byte[(int) Math.min(added, Integer.MAX_VALUE - 8)];
      ByteBuffer buffer = ByteBuffer.wrap(octets);
      while (buffer.hasRemaining()) {
        buffer.limit(Math.min(octets.length, buffer.position() + CHUNK));
        if (file.read(buffer, position + buffer.position()) < 0) {
          break;
        }
        buffer.limit(octets.length);
      }
      int end = buffer.position();
      while (end > 0 && octets[end - 1] != '\n') {
        end--;
      }
      position += end;
      return end == 0
          ? List.of()
          : List.of(new String(octets, 0, end, StandardCharsets.UTF_8).split("\n"));
    }
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        c = next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
