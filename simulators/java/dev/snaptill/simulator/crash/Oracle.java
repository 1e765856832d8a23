package dev.snaptill.simulator.crash;

import dev.snaptill.simulator.bank.AccountView;
import dev.snaptill.simulator.bank.BankSimulator;
import dev.snaptill.simulator.bank.RrnNet;
import dev.snaptill.simulator.carrier.ShortMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the gateway says of its payments against what the banks have on disk and what the
 * carrier has on disk: the texts that people got.
 */
final class Oracle {
  private final BankSimulator north;
  private final BankSimulator south;
  private final List<Paid> payments;
  private final List<ShortMessage> texts;
  private final Findings findings = new Findings();

  /**
   * @param payments all there are, of the gateway at rest
   * @param texts all that the carrier accepted from it
   */
  Oracle(BankSimulator north, BankSimulator south, List<Paid> payments, List<ShortMessage> texts) {
    this.north = north;
    this.south = south;
    this.payments = payments;
    this.texts = texts;
  }

  /**
   * @param owed what {@link Load#owed} says
   * @param verify the lines of {@code verify}
   */
  Findings judge(List<String> owed, List<String> verify) {
    findings.lost.addAll(owed);
    checkPayments();
    checkPostings();
    checkTexts();
    checkBalances();
    checkVerify(verify);
    return findings;
  }

  /** Each payment's two legs, or none; each voucher once. */
  private void checkPayments() {
    Map<String, RrnNet> debits = north.netByRrn();
    Map<String, RrnNet> credits = south.netByRrn();
    Set<String> paidVouchers = new HashSet<>();
    for (Paid payment : payments) {
      if (payment.manual()) {
        continue;
      }
      if (!payment.ended()) {
        findings.stuck.add("payment %s is %s".formatted(payment.id(), payment.state()));
      }
      long debited = debited(debits.get(payment.rrn())) + debited(credits.get(payment.rrn()));
      long credited = credited(debits.get(payment.rrn())) + credited(credits.get(payment.rrn()));
      long due = payment.completed() ? payment.minor() : 0;
      String what =
          "payment %s is %s over %d, its payer was debited %d and its payee credited %d"
              .formatted(payment.id(), payment.state(), payment.minor(), debited, credited);
      if (payment.completed() && (debited < due || credited < due)) {
        findings.lost.add(what);
      } else if (debited != due || credited != due) {
        findings.unbalanced.add(what);
      }
      if (payment.completed() && !paidVouchers.add(payment.voucher())) {
        findings.doubled.add("voucher %s was paid twice".formatted(payment.voucher()));
      }
    }
  }

  private static long debited(@Nullable RrnNet net) {
    return net == null ? 0 : net.debited();
  }

  private static long credited(@Nullable RrnNet net) {
    return net == null ? 0 : net.credited();
  }

  /** No posting twice, none of a payment that the gateway doesn't know. */
  private void checkPostings() {
    Set<String> known = new HashSet<>();
    payments.forEach(payment -> known.add(payment.rrn()));
    for (BankSimulator bank : List.of(north, south)) {
      for (RrnNet net : bank.netByRrn().values()) {
        if (net.doubled()) {
          findings.doubled.add("bank %s posted twice: %s".formatted(bank.name(), net));
        }
        if (!known.contains(net.rrn())) {
          findings.unbalanced.add("bank %s posted for no payment: %s".formatted(bank.name(), net));
        }
      }
      if (bank.sumOfBalances() != 0) {
        findings.unbalanced.add("bank %s's own books".formatted(bank.name()));
      }
    }
  }

  /** Of each completed payment a receipt to each side, with its number; of no other one. */
  private void checkTexts() {
    Map<String, Set<String>> payers = new HashMap<>();
    Map<String, Set<String>> payees = new HashMap<>();
    Map<String, Set<String>> numbers = new HashMap<>();
    for (ShortMessage text : texts) {
      if (text.text().startsWith("This code is not valid")) {
        findings.lost.add(
            "a voucher that the API had given was unknown to %s".formatted(text.to()));
      }
      ReceiptText.of(text.text())
          .ifPresent(
              receipt -> {
                (receipt.payer() ? payers : payees)
                    .computeIfAbsent(receipt.payment(), any -> new TreeSet<>())
                    .add(text.to());
                numbers
                    .computeIfAbsent(receipt.payment(), any -> new TreeSet<>())
                    .add(receipt.number() + " " + receipt.minor());
              });
    }
    Set<String> completed = new HashSet<>();
    for (Paid payment : payments) {
      if (payment.completed()) {
        completed.add(payment.id());
        checkOne("payer", payment, payers.getOrDefault(payment.id(), Set.of()));
        checkOne("payee", payment, payees.getOrDefault(payment.id(), Set.of()));
      }
    }
    numbers.forEach(
        (id, told) -> {
          if (!completed.contains(id)) {
            findings.unbalanced.add("receipt %s for no completed payment".formatted(told));
          } else if (told.size() > 1) {
            findings.doubled.add("payment %s has several receipts: %s".formatted(id, told));
          }
        });
  }

  private void checkOne(String side, Paid payment, Set<String> told) {
    if (told.isEmpty()) {
      findings.lost.add(
          "payment %s is completed and its %s not told".formatted(payment.id(), side));
    } else if (told.size() > 1) {
      findings.doubled.add("payment %s has several %ss: %s".formatted(payment.id(), side, told));
    }
  }

  /** What each account has is what its owner's receipts say. */
  private void checkBalances() {
    if (payments.stream().anyMatch(Paid::manual)) {
      return; // whose money that is nobody knows yet
    }
    Map<String, Long> moved = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (ShortMessage text : texts) {
      ReceiptText.of(text.text())
          .filter(receipt -> seen.add(receipt.payer() + receipt.number()))
          .ifPresent(
              receipt ->
                  moved.merge(
                      Crowd.account(text.to()),
                      receipt.payer() ? -receipt.minor() : receipt.minor(),
                      Long::sum));
    }
    checkBalances(north, Crowd.northAccounts(), moved);
    checkBalances(south, Crowd.southAccounts(), moved);
  }

  private void checkBalances(
      BankSimulator bank, Map<String, Long> opened, Map<String, Long> moved) {
    opened.forEach(
        (account, opening) -> {
          long told = opening + moved.getOrDefault(account, 0L);
          long balance = bank.account(account).map(AccountView::balance).orElse(0L);
          if (balance < told && opening > 0) {
            findings.doubled.add(
                "account %s was debited %d more than told".formatted(account, told - balance));
          } else if (balance != told) {
            findings.unbalanced.add(
                "account %s has %d, its owner's texts say %d".formatted(account, balance, told));
          }
        });
  }

  /** The gateway's own verdict on its database, and its ledger against the banks' books. */
  private void checkVerify(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("WRONG ")) {
        (line.contains("stuck") || line.contains(" have not ")
                ? findings.stuck
                : findings.unbalanced)
            .add(line);
      }
    }
    if (payments.stream().anyMatch(Paid::manual)) {
      return;
    }
    for (BankSimulator bank : List.of(north, south)) {
      String prefix = "ledger bank:" + bank.name() + " CNY ";
      long ledger =
          lines.stream()
              .filter(line -> line.startsWith(prefix))
              .mapToLong(line -> Long.parseLong(line.substring(prefix.length()).strip()))
              .sum();
      if (ledger != bank.settlementBalance()) {
        findings.unbalanced.add(
            "ledger says %d of bank %s, its books say %d"
                .formatted(ledger, bank.name(), bank.settlementBalance()));
      }
    }
  }
}
