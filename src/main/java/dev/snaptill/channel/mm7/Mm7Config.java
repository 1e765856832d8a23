package dev.snaptill.channel.mm7;

import dev.snaptill.config.Settings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code mm7} section: where MMSCs reach us, and which they are.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes any free one
 * @param maxBody the largest request in bytes; a 2 MB picture is 2.7 MB in base64, and its sender
 *     is owed an answer
 * @param tls whether and how the listener speaks TLS
 * @param cancelEvery pause between looks for pictures of vouchers that are over
 * @param mmscs the MMSCs; without any, nothing listens
 */
public record Mm7Config(
    String host, int port, int maxBody, Mm7Tls tls, Duration cancelEvery, List<MmscConfig> mmscs) {
  static final Duration CANCEL_EVERY = Duration.ofSeconds(10);
  static final int DEFAULT_MAX_BODY = 4 * 1024 * 1024;

  public Mm7Config {
    mmscs = List.copyOf(mmscs);
  }

  /** Reads the section; mistakes are gathered by the settings. */
  public static Mm7Config from(Settings s) {
    List<MmscConfig> mmscs = s.list("mmscs", MmscConfig::from);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < mmscs.size(); i++) {
      if (!names.add(mmscs.get(i).name())) {
        s.error("mmscs[" + i + "].name", "'" + mmscs.get(i).name() + "' is given twice");
      }
    }
    Mm7Tls tls = Mm7Tls.listener(s.section("tls"));
    for (int i = 0; i < mmscs.size(); i++) {
      if (mmscs.get(i).certificate() != null && (!tls.on() || tls.trustFile() == null)) {
        s.error(
            "mmscs[" + i + "].certificate",
            "is asked for, but tls.on and tls.trust_file are not given");
      }
    }
    return new Mm7Config(
        s.text("host", "127.0.0.1"),
        s.integer("port", 8070, 0, 65_535),
        s.integer("max_body", DEFAULT_MAX_BODY, 64 * 1024, 32 * 1024 * 1024),
        tls,
        s.duration("cancel_every", CANCEL_EVERY, Duration.ofMillis(100), Duration.ofHours(1)),
        mmscs);
  }
}
