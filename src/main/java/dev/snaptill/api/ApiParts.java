package dev.snaptill.api;

import dev.snaptill.bus.Bus;
import dev.snaptill.ledger.Fees;
import dev.snaptill.operator.Approvables;
import dev.snaptill.ops.Admission;
import dev.snaptill.ops.Readiness;
import dev.snaptill.outbox.DeadLetterStore;
import dev.snaptill.outbox.OutboxStore;
import dev.snaptill.outbox.Routes;
import dev.snaptill.party.PartyStore;
import dev.snaptill.settlement.PaymentStore;
import dev.snaptill.settlement.ReceiptDesk;
import dev.snaptill.store.Journal;
import dev.snaptill.store.KeyRotation;
import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Ids;
import dev.snaptill.voucher.Forms;
import dev.snaptill.voucher.SenderBlocks;
import dev.snaptill.voucher.VoucherConfig;
import dev.snaptill.voucher.VoucherIssuer;
import dev.snaptill.voucher.VoucherStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the API works with.
 *
 * @param forms what vouchers' codes say
 * @param banks the configured banks, at one of which each account is, with their longest processing
 *     times
 * @param approvables the features' acts that need two people
 * @param fees what payments cost, as settlement sees it
 * @param zone in which days begin
 * @param metricsText what {@code /metrics} says; called off the event loop
 * @param deadLetters messages that never arrived
 * @param links carriers and MMSCs
 * @param blocks senders who get no answer
 * @param invite asks a registered phone for its consent; false if the gateway is too busy
 */
public record ApiParts(
    Journal journal,
    Pool pool,
    Vault vault,
    Ids ids,
    Clock clock,
    VoucherIssuer issuer,
    VoucherStore vouchers,
    VoucherConfig voucherConfig,
    PartyStore parties,
    PaymentStore payments,
    Forms forms,
    ReceiptDesk receipts,
    OutboxStore outbox,
    Routes routes,
    Map<String, Duration> banks,
    Approvables approvables,
    Fees fees,
    ZoneId zone,
    KeyRotation rotation,
    Admission admission,
    Readiness readiness,
    Supplier<String> metricsText,
    Bus bus,
    DeadLetterStore deadLetters,
    Links links,
    SenderBlocks blocks,
    Function<Address, Future<Boolean>> invite) {}
