package dev.snaptill.voucher;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Trust;
import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payer;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Vouchers.Offer;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Refusal;
import dev.snaptill.voucher.Vouchers.Verdict;
import dev.snaptill.voucher.Vouchers.Wanted;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates codes, keeps guessers away, and draws up vouchers that people ask for by text. */
public final class VoucherVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(VoucherVerticle.class);

  private final VoucherConfig config;
  private final Bus bus;
  private final VoucherStore store;
  private final PartyStore parties;
  private final VoucherCodes codes;
  private final VoucherIssuer issuer;
  private final Validation validation;
  private final SenderBlocks blocks;
  private final SenderBlockStore blockStore;
  private final Function<String, byte[]> senderKey;
  private final MeterRegistry metrics;
  private final Clock clock;

  public VoucherVerticle(
      VoucherConfig config,
      Bus bus,
      Journal journal,
      Pool pool,
      PartyStore parties,
      VoucherStore store,
      Vault vault,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.store = store;
    this.parties = parties;
    this.codes = new VoucherCodes(vault);
    this.issuer = new VoucherIssuer(codes, config, clock);
    this.validation = new Validation(config);
    this.blocks = new SenderBlocks(config);
    this.blockStore = new SenderBlockStore(journal, pool);
    this.senderKey = vault.indexer("sender-block");
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    Instant now = clock.instant();
    return blockStore
        .restore(blocks, now, now.minus(config.wrongWindow()))
        .onSuccess(
            restored -> {
              bus.answer(Vouchers.VALIDATE, this::validate);
              bus.answer(Vouchers.REQUEST, this::request);
            });
  }

  private Future<Verdict> validate(Presented presented) {
    return judge(presented)
        .onSuccess(
            verdict ->
                metrics
                    .counter(
                        "snaptill_vouchers_validated_total",
                        "result",
                        verdict instanceof Verdict.Refused refused
                            ? refused.reason().name().toLowerCase(java.util.Locale.ROOT)
                            : "accepted")
                    .increment());
  }

  private Future<Verdict> judge(Presented presented) {
    byte[] sender = senderKey.apply(presented.sender().canonical());
    if (blocks.isBlocked(sender, clock.instant())) {
      return refused(Refusal.SILENT, null);
    }
    return parties
        .payer(presented.sender())
        .compose(
            payer -> {
              if (payer.isEmpty()) {
                return refused(Refusal.NOT_REGISTERED, null);
              }
              if (presented.trust() == Trust.WEAK) {
                return refused(Refusal.NOT_BELIEVED, payer.get().party());
              }
              Reference reference = presented.voucher();
              return reference == null
                  // the check digits caught a slip: it costs the sender none of the tries
                  ? refused(Refusal.UNKNOWN_CODE, payer.get().party())
                  : find(reference).compose(voucher -> judge(payer.get(), voucher, sender));
            });
  }

  private Future<Optional<Voucher>> find(Reference reference) {
    if (reference instanceof Reference.Id named) {
      Money shown = named.shown();
      return store
          .byId(named.id())
          .map(found -> found.filter(v -> shown == null || shown.equals(v.amount())));
    }
    return store.byCode(codes.key(((Reference.Code) reference).digits()));
  }

  private Future<Verdict> judge(Payer payer, Optional<Voucher> voucher, byte[] sender) {
    if (voucher.isEmpty()) {
      return wrongCode(payer, sender);
    }
    return parties
        .payee(voucher.get().payeeAccount())
        .map(
            payee ->
                payee.isEmpty()
                    ? new Verdict.Refused(
                        Refusal.PAYEE_ACCOUNT_CLOSED, payer.party(), voucher.get(), null)
                    : validation.judge(payer, voucher.get(), payee.get(), clock.instant()));
  }

  private Future<Verdict> wrongCode(Payer payer, byte[] sender) {
    SenderBlocks.Count count = blocks.wrong(sender, clock.instant());
    boolean blocked = count.blockedUntil().isAfter(clock.instant());
    if (blocked) {
      log.warn("party {} is blocked for wrong codes", payer.party().id());
    }
    return blockStore
        .save(sender, count)
        .compose(saved -> refused(blocked ? Refusal.BLOCKED : Refusal.UNKNOWN_CODE, payer.party()));
  }

  private static Future<Verdict> refused(Refusal reason, @Nullable Party payer) {
    return Future.succeededFuture(new Verdict.Refused(reason, payer, null, null));
  }

  // ---- vouchers asked for by text

  private Future<Offer> request(Wanted wanted) {
    return parties
        .payer(wanted.sender())
        .compose(
            known -> {
              if (known.isEmpty()) {
                return declined(Offer.Why.NOT_REGISTERED, null);
              }
              Party party = known.get().party();
              if (wanted.trust() == Trust.WEAK) {
                return declined(Offer.Why.NOT_BELIEVED, party);
              }
              if (wanted.amount().compareTo(config.maxAmount()) > 0) {
                return declined(Offer.Why.BAD_AMOUNT, party);
              }
              return party.active()
                  ? parties
                      .accountsOf(party.id())
                      .compose(
                          accounts ->
                              accounts.stream()
                                  .filter(Account::open)
                                  .filter(a -> a.currency().equals(wanted.amount().currency()))
                                  .findFirst()
                                  .map(account -> offer(wanted, party, account))
                                  .orElseGet(() -> declined(Offer.Why.CANNOT_RECEIVE, party)))
                  : declined(Offer.Why.CANNOT_RECEIVE, party);
            });
  }

  private Future<Offer> offer(Wanted wanted, Party payee, Account account) {
    return store
        .byId(codes.idFor(wanted.request()))
        .map(
            existing -> {
              if (existing.isPresent()) {
                Voucher voucher = existing.get();
                return new Offer.Issued(
                    voucher, issuer.code(voucher), issuer.payload(voucher), payee, List.of());
              }
              VoucherIssuer.Issue issue =
                  issuer.issue(
                      new VoucherIssuer.Order(
                          wanted.request(),
                          payee.id(),
                          account.id(),
                          wanted.amount(),
                          wanted.note(),
                          1,
                          config.life()),
                      wanted.attempt());
              return new Offer.Issued(
                  issue.voucher(), issue.code(), issue.payload(), payee, issue.insert());
            });
  }

  private static Future<Offer> declined(Offer.Why why, @Nullable Party sender) {
    return Future.succeededFuture(new Offer.Refused(why, sender));
  }
}
