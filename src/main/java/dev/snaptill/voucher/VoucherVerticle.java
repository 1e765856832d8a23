package dev.snaptill.voucher;

import dev.snaptill.bus.Bus;
import dev.snaptill.channel.Trust;
import dev.snaptill.party.Account;
import dev.snaptill.party.Allowance;
import dev.snaptill.party.Mandate;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.party.Payee;
import dev.snaptill.party.Payer;
import dev.snaptill.party.Usage;
import dev.snaptill.store.Journal;
import dev.snaptill.store.Unit;
import dev.snaptill.store.Vault;
import dev.snaptill.value.DayNumber;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import dev.snaptill.voucher.Vouchers.Offer;
import dev.snaptill.voucher.Vouchers.Presented;
import dev.snaptill.voucher.Vouchers.Verdict;
import dev.snaptill.voucher.Vouchers.Wanted;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates codes, keeps guessers away, and draws up vouchers that people ask for by text. */
public final class VoucherVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(VoucherVerticle.class);

  private static final Duration ANEW = Duration.ofSeconds(10);
  private static final Future<Long> NO_PAYMENT = Future.succeededFuture(0L);

  private final VoucherConfig config;
  private final Bus bus;
  private final VoucherStore store;
  private final PartyStore parties;
  private final Journal journal;
  private final VoucherCodes codes;
  private final VoucherTokens tokens;
  private final VoucherIssuer issuer;
  private final Validation validation;
  private final SenderBlocks blocks;
  private final UnknownCodes unknownCodes;
  private final SenderBlockStore blockStore;
  private final MeterRegistry metrics;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param zone in which a payer's days and months begin
   */
  public VoucherVerticle(
      VoucherConfig config,
      Forms forms,
      ZoneId zone,
      Bus bus,
      Journal journal,
      Pool pool,
      PartyStore parties,
      VoucherStore store,
      Vault vault,
      SenderBlocks blocks,
      MeterRegistry metrics,
      Clock clock) {
    this.config = config;
    this.bus = bus;
    this.store = store;
    this.parties = parties;
    this.journal = journal;
    this.zone = zone;
    this.codes = new VoucherCodes(vault);
    this.tokens = new VoucherTokens(vault);
    this.issuer = new VoucherIssuer(codes, vault, forms, clock);
    this.validation = new Validation(config);
    this.blocks = blocks;
    this.unknownCodes = new UnknownCodes(config, metrics, clock);
    this.blockStore = new SenderBlockStore(journal, pool);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    Instant now = clock.instant();
    return blockStore
        .restore(blocks, now)
        .onSuccess(
            restored -> {
              bus.answer(Vouchers.VALIDATE, this::validate);
              bus.answer(Vouchers.SAME, this::same);
              bus.answer(Vouchers.WHICH_LIMIT, this::whichLimit);
              bus.answer(Vouchers.REQUEST, this::request);
              // blocks set and lifted by other nodes' operators
              vertx.setPeriodic(
                  ANEW.toMillis(),
                  timer ->
                      blockStore
                          .restore(blocks, clock.instant())
                          .onFailure(e -> log.warn("blocks: {}", e.toString())));
            });
  }

  private Future<Verdict> validate(Presented presented) {
    return judge(presented).onSuccess(this::count);
  }

  private void count(Verdict verdict) {
    count(
        verdict instanceof Verdict.Refused refused
            ? refused.reason().word()
            : verdict instanceof Verdict.ToConfirm ? "to_confirm" : "accepted");
  }

  private void count(String result) {
    metrics.counter("snaptill_vouchers_validated_total", "result", result).increment();
  }

  private Future<Verdict> judge(Presented presented) {
    byte[] sender = blocks.key(presented.sender(), presented.trust());
    if (blocks.isBlocked(presented.sender(), presented.trust(), clock.instant())) {
      return refused(new Refusal.Silent(), null);
    }
    return parties
        .payer(presented.sender())
        .compose(
            payer -> {
              if (payer.isEmpty()) {
                return refused(new Refusal.NotRegistered(), null);
              }
              Reference reference = presented.voucher();
              return reference == null
                  ? refused(new Refusal.Mistyped(), payer.get().party())
                  : judge(presented, reference, payer.get(), sender);
            });
  }

  private Future<Verdict> judge(
      Presented presented, Reference reference, Payer payer, byte[] sender) {
    if (reference instanceof Reference.Token token) {
      Optional<VoucherTokens.Content> content = tokens.open(token.text());
      return content.isEmpty()
          ? wrongCode(payer, sender, new Refusal.Forged())
          : store
              .byId(content.get().voucherId())
              .compose(
                  voucher ->
                      voucher.isPresent()
                              && VoucherTokens.Content.of(voucher.get()).equals(content.get())
                          ? judge(presented, payer, voucher.get(), sender)
                          : differs(payer, content.get().voucherId()));
    }
    return find(reference)
        .onSuccess(voucher -> unknownCodes.count(voucher.isPresent()))
        .compose(
            voucher ->
                voucher.isEmpty()
                    ? wrongCode(payer, sender, new Refusal.UnknownCode())
                    : judge(presented, payer, voucher.get(), sender));
  }

  private Future<Boolean> same(Vouchers.Named named) {
    return Future.all(named.references().stream().map(this::id).toList())
        .map(
            all -> {
              long first = all.resultAt(0);
              return first >= 0 && all.list().stream().allMatch(id -> id.equals(first));
            });
  }

  /** -1 if there is no such voucher. */
  private Future<Long> id(Reference reference) {
    return reference instanceof Reference.Token token
        ? Future.succeededFuture(
            tokens.open(token.text()).map(VoucherTokens.Content::voucherId).orElse(-1L))
        : find(reference).map(found -> found.map(Voucher::id).orElse(-1L));
  }

  private Future<Optional<Voucher>> find(Reference reference) {
    if (reference instanceof Reference.Id named) {
      Optional<Money> shown = Optional.ofNullable(named.shown());
      return store
          .byId(named.id())
          .map(found -> found.filter(v -> shown.isEmpty() || shown.equals(v.fixedAmount())));
    }
    return store.byCode(codes.key(((Reference.Code) reference).digits()));
  }

  /** Sealed with our key, yet not what the row says: somebody had a key, or touched the row. */
  private Future<Verdict> differs(Payer payer, long voucherId) {
    metrics.counter("snaptill_voucher_tokens_differing_total").increment();
    log.error("a genuine token says something else than voucher {}", Ids.text(voucherId));
    return refused(new Refusal.TokenDiffers(), payer.party());
  }

  private Future<Verdict> judge(Presented presented, Payer payer, Voucher found, byte[] sender) {
    return Future.all(
            named(found, payer),
            parties.payee(found.payeeAccount()),
            withOrder(found),
            found.terms().isShared() ? store.lastTurn(found.id(), payer.party().id()) : NO_PAYMENT)
        .compose(
            all -> {
              boolean named = all.resultAt(0);
              Optional<Payee> payee = all.resultAt(1);
              Voucher voucher = all.resultAt(2);
              long lastPayment = all.resultAt(3);
              if (!named) {
                return foreign(payer, voucher, sender);
              }
              return Future.succeededFuture(
                  payee.isEmpty()
                      ? new Verdict.Refused(
                          new Refusal.PayeeAccountClosed(""), payer.party(), voucher, null)
                      : validation.judge(
                          presented, payer, voucher, payee.get(), lastPayment, clock.instant()));
            });
  }

  private Future<Boolean> named(Voucher voucher, Payer payer) {
    NamedPayer named = voucher.terms().payer();
    if (named instanceof NamedPayer.Holder holder) {
      return parties
          .payer(holder.address())
          .map(owner -> owner.isPresent() && owner.get().party().id() == payer.party().id());
    }
    return Future.succeededFuture(
        named == null || ((NamedPayer.Party) named).id() == payer.party().id());
  }

  /** What its order has been charged stands in the order's own row. */
  private Future<Voucher> withOrder(Voucher voucher) {
    String number = voucher.terms().orderNumber();
    return number == null
        ? Future.succeededFuture(voucher)
        : store
            .order(voucher.payeeId(), number)
            .map(order -> order.map(o -> voucher.withTaken(o.taken())).orElse(voucher));
  }

  /** Counts for the voucher as for the sender, who learns nothing from it. */
  private Future<Verdict> foreign(Payer payer, Voucher voucher, byte[] sender) {
    return journal
        .submit(Unit.guardedBy(VoucherStore.foreignTry(voucher.id(), config.foreignTries())))
        .compose(counted -> wrongCode(payer, sender, new Refusal.NotThePayer()));
  }

  /** The reservation was refused by the payer's limits: by which? */
  private Future<Refusal> whichLimit(Verdict.Accepted accepted) {
    Money amount = accepted.amount();
    return parties
        .mandates()
        .of(accepted.payer().id())
        .compose(
            mandate ->
                parties
                    .mandates()
                    .usage(accepted.payer().id())
                    .map(usage -> whichLimit(accepted, amount, mandate, usage)))
        .onSuccess(refusal -> count(refusal.word()));
  }

  private Refusal whichLimit(
      Verdict.Accepted accepted, Money amount, Optional<Mandate> mandate, Optional<Usage> usage) {
    if (mandate.isEmpty() || usage.isEmpty() || !mandate.get().active()) {
      return new Refusal.NoMandate();
    }
    int today = DayNumber.of(LocalDate.ofInstant(clock.instant(), zone));
    Allowance allowance = accepted.allowance();
    Optional<Usage.Limit> limit =
        usage.get().passed(mandate.get(), amount.minor(), today, allowance);
    if (allowance.newPayer() && limit.isPresent()) {
      Allowance whole = new Allowance(false, allowance.printedPerDay());
      if (usage.get().passed(mandate.get(), amount.minor(), today, whole).isEmpty()) {
        return new Refusal.NewPayerLimit(amount);
      }
    }
    return limit
        .map(
            passed ->
                switch (passed) {
                  case PER_PAYMENT -> new Refusal.OverPerPayment(amount);
                  case PER_DAY -> new Refusal.OverPerDay(amount);
                  case PER_DAY_COUNT -> new Refusal.OverPerDayCount();
                  case PER_MONTH -> new Refusal.OverPerMonth(amount);
                  case PRINTED_PER_DAY -> new Refusal.OverPrintedPerDay(amount);
                })
        .orElseGet(() -> new Refusal.OverLimit(amount));
  }

  private Future<Verdict> wrongCode(Payer payer, byte[] sender, Refusal reason) {
    SenderBlocks.Count count = blocks.wrong(sender, clock.instant());
    boolean blocked = count.blockedUntil().isAfter(clock.instant());
    if (blocked) {
      log.warn("party {} is blocked for wrong codes", payer.party().id());
    }
    return blockStore
        .save(sender, count)
        .compose(
            saved ->
                refused(
                    count.blockedUntil().equals(SenderBlocks.UNTIL_LIFTED)
                        ? new Refusal.BlockedUntilLifted()
                        : blocked ? new Refusal.Blocked(config.block()) : reason,
                    payer.party()));
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
              Terms terms = Terms.plain(wanted.note(), 1);
              VoucherIssuer.Issue issue =
                  issuer.issue(
                      new VoucherIssuer.Order(
                          wanted.request(),
                          payee.id(),
                          account.id(),
                          new Price.Fixed(wanted.amount()),
                          wanted.payer() == null
                              ? terms
                              : terms.dedicatedTo(new NamedPayer.Holder(wanted.payer())),
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
