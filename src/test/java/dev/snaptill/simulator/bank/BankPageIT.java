package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.simulator.Browser;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.FluentWait;

/** The page as people use it, in a browser. */
@Timeout(300)
class BankPageIT {
  @TempDir Path folder;

  @Test
  void faultsSwitchesAndTheDayAreSetByHand() throws Exception {
    Vertx vertx = Vertx.vertx();
    Browser chromium = new Browser(1280, 1100);
    ChromeDriver browser = chromium.driver();
    try (BankSimulator bank =
            BankSimulator.builder()
                .name("north")
                .books(folder.resolve("books.tsv"))
                .mac(MacAlgorithm.X9_19)
                .macKey("0123456789ABCDEFFEDCBA9876543210")
                .kek("00112233445566778899AABBCCDDEEFF")
                .account(PAYER, 100_00)
                .account(PAYEE, 0)
                .start();
        SigningClient client =
            new SigningClient(
                bank.port(), false, MacAlgorithm.X9_19, "0123456789ABCDEFFEDCBA9876543210")) {
      client.signOn();
      client.ask(client.debit(1, 12_34));
      client.ask(client.credit(2, 5_00));
      client.ask(client.reversal(3, client.debit(1, 12_34)));
      int port =
          BankPages.listen(vertx, "127.0.0.1", 0, List.of(bank))
              .toCompletionStage()
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS)
              .actualPort();
      browser.get("http://127.0.0.1:" + port + "/bank");
      FluentWait<WebDriver> soon = chromium.soon();
      soon.until(b -> b.findElements(By.cssSelector(".postings tbody tr")).size() == 3);
      assertThat(browser.findElement(By.className("sum")).getText()).isEqualTo("0.00");

      field(browser, "account", PAYEE);
      field(browser, "amount", "7.5");
      field(browser, "code", "91");
      click(chromium, "button[data-needs=code]");
      soon.until(b -> bank.faults().rules().size() == 1);
      Faults.Rule rule = bank.faults().rules().get(0);
      assertThat(rule.account()).isEqualTo(PAYEE);
      assertThat(rule.amount()).hasValue(750);
      assertThat(rule.fault()).isEqualTo(new Fault.Refuse("91"));
      // shown before the next click, which it would move away from under
      soon.until(b -> b.findElements(By.cssSelector(".rules li")).size() == 1);
      click(chromium, "[name=magicAmounts]");
      soon.until(b -> bank.faults().magicAmounts());
      LocalDate before = bank.businessDay();
      click(chromium, "button[data-post=day]");
      soon.until(b -> bank.businessDay().isAfter(before));
      click(chromium, "#magic summary");
      chromium.screenshot("bank");

      click(chromium, ".rules button");
      soon.until(b -> bank.faults().rules().isEmpty());
      soon.until(b -> b.findElements(By.cssSelector(".rules li")).isEmpty());
      // down for longer than a slow page takes to see it
      WebElement seconds = browser.findElement(By.cssSelector(".line [name=seconds]"));
      seconds.clear();
      seconds.sendKeys("3600");
      click(chromium, ".line button[value=down]");
      soon.until(b -> !bank.isUp());
      soon.until(b -> b.findElement(By.className("facts")).getText().startsWith("DOWN"));
      click(chromium, ".line button[value=up]");
      soon.until(b -> bank.isUp());
    } finally {
      chromium.close();
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static void click(Browser chromium, String selector) {
    chromium.click(() -> chromium.driver().findElement(By.cssSelector(selector)));
  }

  private static void field(ChromeDriver browser, String name, String text) {
    WebElement field = browser.findElement(By.cssSelector(".faults [name=" + name + "]"));
    field.clear();
    field.sendKeys(text);
  }
}
