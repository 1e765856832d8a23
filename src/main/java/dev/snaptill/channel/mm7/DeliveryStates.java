package dev.snaptill.channel.mm7;

import dev.snaptill.channel.DeliveryReport;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What MMStatus says about a message (TS 23.140 §8.7.3.4; mms.md). */
final class DeliveryStates {
  private DeliveryStates() {}

  /** A word nobody knows is not final: another report may follow. */
  static DeliveryReport.State of(String status) {
    return switch (status.strip().toLowerCase(Locale.ROOT).replace(" ", "")) {
      // the last two tell what was read, or deleted unread: so it was there
      case "retrieved", "read", "deleted" -> DeliveryReport.State.DELIVERED;
      case "expired" -> DeliveryReport.State.EXPIRED;
      case "rejected", "unreachable", "notsupported", "unrecognised", "unrecognized" ->
          DeliveryReport.State.FAILED;
      default -> DeliveryReport.State.UNDER_WAY;
    };
  }

  /** The gateway's report; empty if it doesn't say which message or what became of it. */
  static Optional<DeliveryReport> report(String mmsc, Mm7Request.Report report, Instant now) {
    String id = report.messageId();
    String status = report.status();
    if (id == null || status == null || id.length() > 100 || status.length() > 40) {
      return Optional.empty();
    }
    Instant at = report.at();
    return Optional.of(new DeliveryReport(mmsc, id, of(status), status, at == null ? now : at));
  }
}
