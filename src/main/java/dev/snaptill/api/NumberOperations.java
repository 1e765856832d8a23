package dev.snaptill.api;

import dev.snaptill.channel.Trust;
import dev.snaptill.operator.Role;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.SelfStore;
import dev.snaptill.store.Statement;
import dev.snaptill.store.Unit;
import dev.snaptill.value.Address;
import dev.snaptill.voucher.SenderBlockStore;
import dev.snaptill.voucher.SenderBlocks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;

/** An operator blocks a number, lets it write again, or gives it to a new owner. */
final class NumberOperations {
  private final PartyStore parties;
  private final SelfStore self;
  private final SenderBlocks blocks;
  private final SenderBlockStore blockStore;
  private final Commits commits;
  private final Trail trail;
  private final Clock clock;

  NumberOperations(ApiParts parts, Commits commits, Trail trail) {
    this.parties = parts.parties();
    this.self = new SelfStore(parts.pool(), parts.vault());
    this.blocks = parts.blocks();
    this.blockStore = new SenderBlockStore(parts.journal(), parts.pool());
    this.commits = commits;
    this.trail = trail;
    this.clock = parts.clock();
  }

  void mount(Operations operations) {
    operations.answer("blockNumber", Role.OPERATE, call -> set(call, true));
    operations.answer("unblockNumber", Role.OPERATE, call -> set(call, false));
    operations.answer("releaseNumber", Role.OPERATE, this::release);
  }

  private static Address address(Call call) {
    Address address = Address.parse(call.body().getString("address"));
    if (address.scheme().equals("tel") && !address.isE164()) {
      throw ProblemException.badField(
          "address", "is not a telephone number in E.164 form, such as tel:+8613800000001");
    }
    return address;
  }

  private static Answer answer(Address address, String state) {
    return Answer.ok(new JsonObject().put("address", PartyJson.of(address)).put("state", state));
  }

  private Future<Answer> set(Call call, boolean blocked) {
    Address address = address(call);
    Statement entry =
        trail.entry(call, blocked ? "number.block" : "number.unblock", subject(address), "");
    return commits
        .submit(Unit.guardedBy(entry))
        .compose(done -> save(address, blocked))
        .map(done -> answer(address, blocked ? "blocked" : "free"));
  }

  /** For the sender itself and for those who only say they are. */
  private Future<Void> save(Address address, boolean blocked) {
    Future<Void> saved = Future.succeededFuture();
    for (Trust trust : List.of(Trust.OPERATOR, Trust.WEAK)) {
      byte[] key = blocks.key(address, trust);
      SenderBlocks.Count count = blocks.set(key, blocked, clock.instant());
      saved = saved.compose(done -> blockStore.save(key, count));
    }
    return saved;
  }

  /** Enough to tell that two entries are of one number, and nothing of the number. */
  private String subject(Address address) {
    return "number " + HexFormat.of().formatHex(blocks.key(address, Trust.OPERATOR), 0, 6);
  }

  /** The number is somebody else's now: what hung on it ends, and it begins as any other. */
  private Future<Answer> release(Call call) {
    Address address = address(call);
    return commits
        .submit(
            Unit.guardedBy(self.release(address))
                .then(trail.entry(call, "number.release", subject(address), "")))
        .compose(
            outcome ->
                outcome.done()
                    ? commits.submit(Unit.guardedBy(self.start(address)))
                    : Future.failedFuture(ProblemException.notFound("party with this address")))
        .compose(done -> save(address, false))
        .onSuccess(done -> parties.forget())
        .map(done -> answer(address, "free"));
  }
}
