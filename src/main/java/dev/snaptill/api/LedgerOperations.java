package dev.snaptill.api;

import dev.snaptill.ledger.BalanceStore;
import dev.snaptill.ledger.LedgerAccount;
import dev.snaptill.ledger.SettlementReportStore;
import dev.snaptill.ledger.StatementStore;
import dev.snaptill.settlement.HoldStore;
import dev.snaptill.settlement.Receipts;
import dev.snaptill.value.Ids;
import dev.snaptill.value.Money;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A payee's balances, statements and settlement reports; operators see any payee's. */
final class LedgerOperations {
  private static final int ROWS_AT_ONCE = 500;
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final List<String> HEAD =
      List.of("row", "time", "currency", "amount", "kind", "receipt", "id");

  private final BalanceStore balances;
  private final StatementStore statements;
  private final SettlementReportStore reports;
  private final HoldStore holds;
  private final Trail trail;
  private final Clock clock;
  private final ZoneId zone;

  LedgerOperations(ApiParts parts, Trail trail) {
    this.balances = new BalanceStore(parts.pool());
    this.statements = new StatementStore(parts.pool());
    this.reports = new SettlementReportStore(parts.pool());
    this.holds = new HoldStore(parts.pool());
    this.trail = trail;
    this.clock = parts.clock();
    this.zone = parts.zone();
  }

  void mount(Operations operations) {
    operations.answerBoth("getBalance", call -> seen(call, "balance.see", this::balance));
    operations.answerBoth("getStatement", call -> seen(call, "statement.see", this::statement));
    operations.answerBoth(
        "getSettlementReport", call -> seen(call, "settlement.see", this::report));
  }

  private interface Look {
    Future<Answer> of(Call call, long payee);
  }

  /** What operators look at is written down before they see it. */
  private Future<Answer> seen(Call call, String act, Look look) {
    long payee = call.payee();
    return call.caller().role() == Role.OPERATOR
        ? trail.looked(call, act, Ids.text(payee)).compose(done -> look.of(call, payee))
        : look.of(call, payee);
  }

  // ---- balance

  private Future<Answer> balance(Call call, long payee) {
    Instant at = call.time("at", clock.instant());
    Future<Map<String, Long>> standing = balances.asOf(LedgerAccount.payee(payee), at);
    Future<Map<String, HoldStore.Held>> pending = holds.ofPayee(payee);
    Future<Map<String, HoldStore.Held>> paying = holds.ofPayer(payee);
    return Future.all(standing, pending, paying)
        .map(
            all ->
                Answer.ok(
                    new JsonObject()
                        .put("party", Ids.text(payee))
                        .put("as_of", Texts.time(at))
                        .put("balances", money(standing.result()))
                        .put("pending_in", held(pending.result()))
                        .put("pending_out", held(paying.result()))));
  }

  private static JsonArray money(Map<String, Long> sums) {
    JsonArray shown = new JsonArray();
    sums.forEach((currency, minor) -> shown.add(json(new Money(minor, currency))));
    return shown;
  }

  private static JsonObject json(Money money) {
    return new JsonObject().put("currency", money.currency()).put("amount", money.decimal());
  }

  private static JsonArray held(Map<String, HoldStore.Held> held) {
    JsonArray shown = new JsonArray();
    held.forEach(
        (currency, h) ->
            shown.add(json(new Money(h.minor(), currency)).put("payments", h.payments())));
    return shown;
  }

  // ---- statement

  private Future<Answer> statement(Call call, long payee) {
    Instant now = clock.instant();
    Instant to = call.time("to", now);
    Instant from = call.time("from", to.minus(Duration.ofDays(1)));
    if (from.isAfter(to)) {
      throw ProblemException.badField("from", "is after to");
    }
    if (from.isBefore(Instant.EPOCH) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw ProblemException.badField("from", "is more than 400 days before to");
    }
    Span span = new Span(payee, from, to);
    Future<Map<String, Long>> opening = balances.asOf(LedgerAccount.payee(payee), from);
    Future<Map<String, Long>> closing = balances.asOf(LedgerAccount.payee(payee), to);
    return Future.all(opening, closing)
        .compose(
            both -> {
              Map<String, Long> before = all(opening.result(), closing.result());
              Map<String, Long> after = all(closing.result(), opening.result());
              return call.wantsCsv()
                  ? Future.succeededFuture(csv(span, before, after))
                  : json(call, span, before, after);
            });
  }

  private record Span(long payee, Instant from, Instant to) {}

  /** Every currency of either, with the first's sums. */
  private static Map<String, Long> all(Map<String, Long> sums, Map<String, Long> others) {
    Map<String, Long> all = new TreeMap<>(sums);
    others.keySet().forEach(currency -> all.putIfAbsent(currency, 0L));
    return all;
  }

  private Future<Answer> json(
      Call call, Span span, Map<String, Long> opening, Map<String, Long> closing) {
    String cursor = call.query("cursor");
    long after = cursor == null ? 0 : Cursor.parse(cursor).id();
    return statements
        .page(span.payee(), span.from(), span.to(), after, call.limit())
        .map(
            page -> {
              JsonArray data = new JsonArray();
              page.entries().forEach(entry -> data.add(json(entry)));
              return Answer.ok(
                  new JsonObject()
                      .put("party", Ids.text(span.payee()))
                      .put("from", Texts.time(span.from()))
                      .put("to", Texts.time(span.to()))
                      .put("opening", money(opening))
                      .put("data", data)
                      .put("closing", money(closing))
                      .put(
                          "next_cursor",
                          page.next() < 0 ? null : new Cursor(0, page.next()).text()));
            });
  }

  private static JsonObject json(StatementStore.Entry entry) {
    return json(entry.amount())
        .put("id", Ids.text(entry.id()))
        .put("receipt", Receipts.number(entry.id()))
        .put("kind", Texts.lower(entry.kind()))
        .put("posted", Texts.time(entry.posted()));
  }

  private Answer csv(Span span, Map<String, Long> opening, Map<String, Long> closing) {
    Buffer head = Buffer.buffer(Csv.row(HEAD));
    opening.forEach(
        (currency, minor) -> head.appendString(sum("opening", span.from(), currency, minor)));
    return new Answer(
        200,
        "text/csv; charset=utf-8",
        head,
        Map.of("Content-Disposition", "attachment; filename=\"statement.csv\""),
        new Rows(span, closing));
  }

  private static String sum(String row, Instant at, String currency, long minor) {
    return Csv.row(
        List.of(row, Texts.time(at), currency, new Money(minor, currency).decimal(), "", "", ""));
  }

  /** A statement's rows, some hundred at once, the closing balances last. */
  private final class Rows implements Answer.Rest {
    private final Span span;
    private final Map<String, Long> closing;
    private long after;
    private boolean ended;

    Rows(Span span, Map<String, Long> closing) {
      this.span = span;
      this.closing = closing;
    }

    @Override
    public Future<@Nullable Buffer> next() {
      if (ended) {
        return Future.succeededFuture(null);
      }
      return statements
          .page(span.payee(), span.from(), span.to(), after, ROWS_AT_ONCE)
          .map(
              page -> {
                Buffer rows = Buffer.buffer();
                page.entries().forEach(entry -> rows.appendString(row(entry)));
                after = page.next();
                ended = after < 0;
                if (ended) {
                  closing.forEach(
                      (currency, minor) ->
                          rows.appendString(sum("closing", span.to(), currency, minor)));
                }
                return rows;
              });
    }

    private String row(StatementStore.Entry entry) {
      return Csv.row(
          List.of(
              "entry",
              Texts.time(entry.posted()),
              entry.amount().currency(),
              entry.amount().decimal(),
              Texts.lower(entry.kind()),
              Receipts.number(entry.id()),
              Ids.text(entry.id())));
    }
  }

  // ---- settlement report

  private Future<Answer> report(Call call, long payee) {
    LocalDate day = day(call.query("day"));
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    return reports
        .of(payee, from, to)
        .map(
            lines -> {
              JsonArray data = new JsonArray();
              lines.forEach((currency, line) -> data.add(json(currency, line)));
              return Answer.ok(
                  new JsonObject()
                      .put("party", Ids.text(payee))
                      .put("day", day.toString())
                      .put("from", Texts.time(from))
                      .put("to", Texts.time(to))
                      .put("data", data));
            });
  }

  private LocalDate day(@Nullable String text) {
    if (text == null) {
      return LocalDate.ofInstant(clock.instant(), zone);
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2024 && day.getYear() < 2090) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // told below
    }
    throw ProblemException.badField("day", "is not a day such as 2026-11-23");
  }

  private static JsonObject json(String currency, SettlementReportStore.Line line) {
    return new JsonObject()
        .put("currency", currency)
        .put("count", line.count())
        .put("gross", decimal(line.gross(), currency))
        .put("fees", decimal(line.fees(), currency))
        .put("payer_fees", decimal(line.payerFees(), currency))
        .put("refunds", line.refunds())
        .put("refunded", decimal(line.refunded(), currency))
        .put("adjusted", decimal(line.adjusted(), currency))
        .put("net", decimal(line.net(), currency))
        .put("paid_out", decimal(line.paidOut(), currency))
        .put("reversals", line.reversals())
        .put("reversed", decimal(line.reversed(), currency));
  }

  private static String decimal(long minor, String currency) {
    return new Money(minor, currency).decimal();
  }
}
