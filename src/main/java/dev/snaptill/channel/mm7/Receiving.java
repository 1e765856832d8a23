package dev.snaptill.channel.mm7;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Channels;
import dev.snaptill.channel.DeliveryReport;
import dev.snaptill.channel.Intake;
import dev.snaptill.channel.MediaRef;
import dev.snaptill.store.MediaStore;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from a request that was read: it is stored, and then answered. */
final class Receiving {
  private static final Logger log = LoggerFactory.getLogger(Receiving.class);
  private static final Duration INTAKE_WITHIN = Duration.ofSeconds(20);

  private final Bus bus;
  private final MediaStore media;
  private final Clock clock;

  Receiving(Bus bus, MediaStore media, Clock clock) {
    this.bus = bus;
    this.media = media;
    this.clock = clock;
  }

  Future<Reply> replyTo(MmscLine line, Mm7Request parsed) {
    MmscConfig mmsc = line.mmsc();
    if (parsed instanceof Mm7Request.Deliver deliver) {
      line.activity().received();
      return intake(line, deliver);
    }
    if (parsed instanceof Mm7Request.Report report) {
      return report(line, report);
    }
    Mm7Request.Refused refused = (Mm7Request.Refused) parsed;
    log.warn("MMSC {}: answered {}: {}", mmsc.name(), refused.status().code(), refused.why());
    line.activity().error("answered " + refused.status().code() + ": " + refused.why());
    return Future.succeededFuture(
        Reply.soap(
            mmsc, refused.envelope(), refused.status(), "refused_" + refused.status().code()));
  }

  /** Pictures first, then the message, then the answer (journal.md, "Media"). */
  private Future<Reply> intake(MmscLine line, Mm7Request.Deliver deliver) {
    return keep(deliver.message().pictures())
        .map(refs -> InboundMessages.from(line.mmsc(), deliver.message(), refs, clock.instant()))
        .compose(message -> bus.ask(Channels.RECEIVE, message, INTAKE_WITHIN))
        .map(
            intake ->
                intake instanceof Intake.Failed failed
                    ? notStored(line, failed.why())
                    : Reply.to(line.mmsc(), deliver.envelope(), intake))
        .otherwise(e -> notStored(line, e.toString()));
  }

  /** What says too little to be of use is acknowledged all the same: it would only come again. */
  private Future<Reply> report(MmscLine line, Mm7Request.Report report) {
    Optional<DeliveryReport> said = DeliveryStates.report(line.name(), report, clock.instant());
    if (said.isEmpty()) {
      return Future.succeededFuture(
          Reply.soap(line.mmsc(), report.envelope(), Mm7Status.SUCCESS, report.kind() + "_empty"));
    }
    return bus.ask(Channels.REPORT, said.get(), INTAKE_WITHIN)
        .map(
            intake ->
                intake instanceof Intake.Failed failed
                    ? notStored(line, failed.why())
                    : Reply.to(line.mmsc(), report.envelope(), intake, report.kind()))
        .otherwise(e -> notStored(line, e.toString()));
  }

  private Future<List<MediaRef>> keep(List<DeliverReq.Picture> pictures) {
    Future<List<MediaRef>> kept = Future.succeededFuture(new ArrayList<>());
    for (DeliverReq.Picture picture : pictures) {
      kept =
          kept.compose(
              refs ->
                  media
                      .put(picture.bytes(), picture.mediaType())
                      .map(
                          ref -> {
                            refs.add(ref);
                            return refs;
                          }));
    }
    return kept.map(List::copyOf);
  }

  private static Reply notStored(MmscLine line, String why) {
    log.error("MMSC {}: not stored, the MMSC will repeat it: {}", line.name(), why);
    line.activity().error("not stored: " + why);
    return Reply.NOT_STORED;
  }
}
