package dev.snaptill.patent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.World;
import dev.snaptill.World.Person;
import dev.snaptill.simulator.Browser;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The voucher page in a real browser. */
@Timeout(300)
class PatentP07IT {
  @TempDir static Path directory;
  private static World world;
  private static Browser chromium;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    world = new World(directory);
    chromium = chromium(true);
    browser = chromium.driver();
  }

  private static Browser chromium(boolean scripts) {
    return new Browser(
        420,
        860,
        options -> {
          options.addArguments("--lang=en");
          if (!scripts) {
            options.setExperimentalOption(
                "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
          }
          options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        });
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    if (world != null) {
      world.close();
    }
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
    chromium.screenshot("voucher-page");
    world.answerTo(payer.phone(), voucher.getString("digits"));
    chromium.soon().until(b -> b.findElement(By.id("state")).getText().equals("Paid"));
    assertThat(browser.findElement(By.id("sms")).isDisplayed()).isFalse();
    chromium.screenshot("voucher-page-paid");
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
    try (Browser chromium = chromium(false)) {
      ChromeDriver plain = chromium.driver();
      plain.get(world.api() + "/v/" + voucher.getString("id"));
      assertThat(plain.findElement(By.id("sms")).isDisplayed()).isTrue();
      assertThat(plain.findElement(By.id("code")).getText()).isEqualTo(voucher.getString("code"));
      assertThat(plain.findElement(By.id("copy")).isDisplayed()).isFalse();
      assertThat(plain.getPageSource()).contains("http-equiv=\"refresh\"");
    }
  }
}
