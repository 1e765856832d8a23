package dev.snaptill.simulator.bank;

import static dev.snaptill.simulator.bank.BankClient.PAYEE;
import static dev.snaptill.simulator.bank.BankClient.PAYER;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page as people use it, in a browser. */
@Timeout(300)
class BankPageIT {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  @TempDir Path folder;

  private ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + folder.resolve("chromium"));
    File driver = new File(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    ChromeDriver browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    browser.manage().window().setSize(new Dimension(1280, 1100));
    return browser;
  }

  @Test
  void faultsSwitchesAndTheDayAreSetByHand() throws Exception {
    Vertx vertx = Vertx.vertx();
    ChromeDriver browser = browser();
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
      WebDriverWait soon = new WebDriverWait(browser, Duration.ofSeconds(60));
      soon.until(b -> b.findElements(By.cssSelector(".postings tbody tr")).size() == 3);
      assertThat(browser.findElement(By.className("sum")).getText()).isEqualTo("0.00");

      field(browser, "account", PAYEE);
      field(browser, "amount", "7.5");
      field(browser, "code", "91");
      browser.findElement(By.cssSelector("button[data-needs=code]")).click();
      soon.until(b -> bank.faults().rules().size() == 1);
      Faults.Rule rule = bank.faults().rules().get(0);
      assertThat(rule.account()).isEqualTo(PAYEE);
      assertThat(rule.amount()).hasValue(750);
      assertThat(rule.fault()).isEqualTo(new Fault.Refuse("91"));
      browser.findElement(By.name("magicAmounts")).click();
      soon.until(b -> bank.faults().magicAmounts());
      LocalDate before = bank.businessDay();
      browser.findElement(By.cssSelector("button[data-post=day]")).click();
      soon.until(b -> bank.businessDay().isAfter(before));
      soon.until(b -> b.findElements(By.cssSelector(".rules li")).size() == 1);
      browser.findElement(By.cssSelector("#magic summary")).click();
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve("bank.png"), browser.getScreenshotAs(OutputType.BYTES));

      browser.findElement(By.cssSelector(".rules button")).click();
      soon.until(b -> bank.faults().rules().isEmpty());
      // for longer than the page may take to show it
      WebElement seconds = browser.findElement(By.cssSelector(".line [name=seconds]"));
      seconds.clear();
      seconds.sendKeys("3600");
      browser.findElement(By.cssSelector(".line button[value=down]")).click();
      soon.until(b -> !bank.isUp());
      soon.until(b -> b.findElement(By.className("facts")).getText().startsWith("DOWN"));
      browser.findElement(By.cssSelector(".line button[value=up]")).click();
      soon.until(b -> bank.isUp());
    } finally {
      browser.quit();
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static void field(ChromeDriver browser, String name, String text) {
    WebElement field = browser.findElement(By.cssSelector(".faults [name=" + name + "]"));
    field.clear();
    field.sendKeys(text);
  }
}
