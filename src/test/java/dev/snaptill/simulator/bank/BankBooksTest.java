package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static dev.snaptill.simulator.bank.BankClient.code;
import static dev.snaptill.simulator.bank.BankClient.repeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.solab.iso8583.IsoMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankBooksTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("books.tsv");
  }

  private BankBuilder builder() {
    return BankSimulator.builder()
        .name("north")
        .books(file)
        .account(PAYER, 100_00)
        .account(PAYEE, 0);
  }

  @Test
  void aRestartedBankRemembersEverything() throws IOException {
    List<BookEntry> before;
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      client.ask(client.debit(1, 5_00));
      client.ask(client.debit(2, 500_00));
      client.ask(client.transfer(3, 6_00));
      client.ask(client.reversal(4, client.transfer(3, 6_00)));
      client.ask(client.reversal(5, client.debit(6, 7_00)));
      bank.openAccount("6222020000007777", 1_00);
      bank.setState("6222020000007777", AccountState.FROZEN);
      bank.setLimit(PAYEE, 9_00);
      before = bank.postings();
    }
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      assertThat(bank.postings()).isEqualTo(before).hasSize(3);
      assertThat(bank.balance(PAYER)).isEqualTo(95_00);
      assertThat(bank.account("6222020000007777"))
          .contains(new AccountView("6222020000007777", 1_00, AccountState.FROZEN, Long.MAX_VALUE));
      assertThat(bank.account(PAYEE).orElseThrow().limit()).isEqualTo(9_00);
      bank.openAccount("6222020000008888", 1000_00);
      assertThat(client.codeOf(repeat(client.debit(1, 5_00)))).isEqualTo("00");
      assertThat(client.codeOf(client.debit(1, 5_01))).isEqualTo("94");
      assertThat(client.codeOf(client.debit(2, 500_00))).isEqualTo("51");
      assertThat(client.codeOf(repeat(client.reversal(4, client.transfer(3, 6_00)))))
          .isEqualTo("00");
      assertThat(client.codeOf(client.debit(6, 7_00))).isEqualTo("05");
      assertThat(bank.postings()).hasSize(3);
      assertThat(client.codeOf(client.reversal(7, client.debit(1, 5_00)))).isEqualTo("00");
      assertThat(bank.sumOfBalances()).isZero();
    }
  }

  @Test
  void noAnswerLeavesBeforeItsLineIsWrittenAndSynced() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    try (BankSimulator bank = builder().beforeSync(() -> hold(slow, written, disk)).start();
        BankClient client = BankClient.signedOn(bank.port())) {
      slow.set(true);
      client.send(client.debit(1, 5_00));
      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(file)).contains("\tDEBIT\t00\tSNAP0001\t1\t");
      // A refusal of what cannot be read needs no books: it would stand behind an early answer.
      client.sendRaw("0200garbage that is no bitmap".getBytes(StandardCharsets.US_ASCII));
      assertThat(code(client.receive())).isEqualTo("30");
      disk.countDown();
      assertThat(code(client.receive())).isEqualTo("00");
    }
  }

  @Test
  void whatWaitsSharesOneFsync() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    try (BankSimulator bank = builder().beforeSync(() -> hold(slow, written, disk)).start();
        BankClient client = BankClient.signedOn(bank.port())) {
      long before = bank.syncs();
      slow.set(true);
      client.send(client.debit(1, 1));
      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
      for (int stan = 2; stan <= 101; stan++) {
        client.send(client.debit(stan, 1));
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> bank.waiting() == 100);
      disk.countDown();
      for (int i = 0; i < 101; i++) {
        assertThat(code(client.receive())).isEqualTo("00");
      }
      assertThat(bank.syncs() - before).isEqualTo(2);
      assertThat(bank.balance(PAYER)).isEqualTo(100_00 - 101);
    }
  }

  private static void hold(AtomicBoolean slow, CountDownLatch written, CountDownLatch disk) {
    if (slow.getAndSet(false)) {
      written.countDown();
      try {
        disk.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void everyAnswerFindsItsLineInTheFile() throws IOException {
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      for (int stan = 1; stan <= 50; stan++) {
        IsoMessage answer = client.ask(client.debit(stan, 1));
        String rrn = BankClient.text(answer, 37);
        assertThat(BankSimulator.readBooks(file)).extracting(BookEntry::rrn).contains(rrn);
      }
    }
  }

  @Test
  void aKilledBankLeavesWhatItAnsweredAndGoesOnFromThere() throws IOException {
    BankSimulator bank = builder().start();
    try (BankClient client = BankClient.signedOn(bank.port())) {
      client.ask(client.debit(1, 5_00));
      bank.kill();
      assertThat(client.isCut()).isTrue();
    }
    Files.writeString(file, "6\t2025-06-12T10:15:00Z\tDEB", StandardOpenOption.APPEND);
    assertThat(BankSimulator.readBooks(file)).hasSize(4);
    try (BankSimulator again = builder().start();
        BankClient client = BankClient.signedOn(again.port())) {
      assertThat(again.balance(PAYER)).isEqualTo(95_00);
      assertThat(client.codeOf(client.debit(2, 5_00))).isEqualTo("00");
    }
    assertThat(BankSimulator.readBooks(file))
        .extracting(BookEntry::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aBankKilledBetweenWritingAndAnsweringHasPosted() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    BankSimulator bank = builder().beforeSync(() -> hold(slow, written, disk)).start();
    try (BankClient client = BankClient.signedOn(bank.port())) {
      slow.set(true);
      client.send(client.debit(1, 5_00));
      assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
      client.send(client.debit(2, 6_00));
      await().atMost(60, TimeUnit.SECONDS).until(() -> bank.waiting() == 1);
      Thread killer = new Thread(bank::kill);
      killer.start();
      assertThat(client.isCut()).isTrue();
      await().atMost(60, TimeUnit.SECONDS).until(() -> bank.waiting() == 0);
      disk.countDown();
      killer.join();
    }
    try (BankSimulator again = builder().start();
        BankClient client = BankClient.signedOn(again.port())) {
      assertThat(again.balance(PAYER)).isEqualTo(95_00);
      assertThat(client.codeOf(repeat(client.debit(1, 5_00)))).isEqualTo("00");
      assertThat(client.codeOf(client.reversal(3, client.debit(2, 6_00)))).isEqualTo("25");
      assertThat(again.postings()).hasSize(1);
    }
  }

  @Test
  void booksThatSomebodyElseWroteInAreNotOpened() throws IOException {
    builder().start().close();
    Files.writeString(file, "hello\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> builder().start())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("line 4");
  }

  @Test
  void twoBanksCannotShareOneFile() {
    try (BankSimulator bank = builder().start()) {
      assertThatThrownBy(() -> builder().start()).hasMessageContaining("running");
      assertThat(bank.isUp()).isTrue();
    }
  }

  @Test
  void postingsAreReadInPieces() throws IOException {
    try (BankSimulator bank = builder().start();
        BankClient client = BankClient.signedOn(bank.port())) {
      client.ask(client.debit(1, 1));
      client.ask(client.debit(2, 500_00));
      client.ask(client.debit(3, 3));
      client.ask(client.debit(4, 4));
      long first = bank.postings().get(0).seq();
      assertThat(bank.postingsSince(0, 2)).extracting(BookEntry::amount).containsExactly(1L, 3L);
      assertThat(bank.postingsSince(first, 9))
          .extracting(BookEntry::amount)
          .containsExactly(3L, 4L);
      assertThat(bank.lastPostings(1)).extracting(BookEntry::amount).containsExactly(4L);
      assertThat(bank.postingsSince(99, 9)).isEmpty();
    }
  }
}
