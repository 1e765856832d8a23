package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The voucher page in a real browser. */
@Timeout(300)
class PatentP07IT {
  @TempDir static Path directory;
  private static World world;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
    browser = browser("browser", true);
  }

  static ChromeDriver browser(String name, boolean scripts) {
    File driver = new File(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    assertThat(driver)
        .as("this test needs Chromium: apt-get install -y chromium chromium-driver")
        .isExecutable();
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en",
        "--user-data-dir=" + directory.resolve(name));
    if (!scripts) {
      options.setExperimentalOption(
          "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    }
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    ChromeDriver started =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(driver).build(), options);
    started.manage().window().setSize(new Dimension(420, 860));
    return started;
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    world.close();
  }

  @Test
  void thePageTellsByItselfThatThePaymentHasArrived() throws Exception {
    Person payer = world.person("Ann", 100_00);
    JsonObject voucher =
        world.voucher(new JsonObject().put("amount", "7.50").put("note", "lunch 午饭"));
    browser.get(world.api() + "/v/" + voucher.getString("id"));
    assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Corner Shop");
    assertThat(browser.findElement(By.className("amount")).getText()).isEqualTo("7.50 CNY");
    assertThat(browser.findElement(By.id("state")).getText()).isEqualTo("Not paid yet");
    assertThat(browser.findElement(By.id("code")).getText()).isEqualTo(voucher.getString("code"));
    assertThat(browser.findElement(By.id("copy")).isDisplayed()).isTrue();
    assertThat(browser.findElement(By.id("sms")).getDomAttribute("href"))
        .isEqualTo("sms:10658?body=" + voucher.getString("digits"));
    screenshot("voucher-page");
    world.answerTo(payer.phone(), voucher.getString("digits"));
    new WebDriverWait(browser, Duration.ofSeconds(60))
        .until(b -> b.findElement(By.id("state")).getText().equals("Paid"));
    assertThat(browser.findElement(By.id("sms")).isDisplayed()).isFalse();
    screenshot("voucher-page-paid");
    List<String> complaints =
        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(Object::toString)
            .filter(line -> !line.contains("favicon"))
            .toList();
    assertThat(complaints).as("what the browser's policy forbade").isEmpty();
  }

  @Test
  void withoutJavaScriptEverythingButCopyingWorks() throws Exception {
    JsonObject voucher = world.voucher("7.50");
    ChromeDriver plain = browser("plain", false);
    try {
      plain.get(world.api() + "/v/" + voucher.getString("id"));
      assertThat(plain.findElement(By.id("sms")).isDisplayed()).isTrue();
      assertThat(plain.findElement(By.id("code")).getText()).isEqualTo(voucher.getString("code"));
      assertThat(plain.findElement(By.id("copy")).isDisplayed()).isFalse();
      assertThat(plain.getPageSource()).contains("http-equiv=\"refresh\"");
    } finally {
      plain.quit();
    }
  }

  private static void screenshot(String name) throws Exception {
    Path folder = Path.of("target", "screenshots");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }
}
