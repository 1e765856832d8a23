package dev.snaptill.simulator.phone;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.snaptill.simulator.Browser;
import dev.snaptill.simulator.carrier.TestEsme;
import dev.snaptill.simulator.mmsc.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.FluentWait;

@Timeout(300)
class PhonesPageIT {
  private static Browser chromium;
  private static ChromeDriver browser;
  private World world;
  private FluentWait<WebDriver> soon;

  @BeforeAll
  static void startBrowser() {
    chromium = new Browser(1280, 860);
    browser = chromium.driver();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    world = new World();
    soon = chromium.soon();
    browser.get(world.page.toString());
    soon.until(b -> b.findElement(By.id("link")).getText().equals("live"));
  }

  @AfterEach
  void close() {
    browser.get("about:blank");
    world.close();
  }

  @Test
  void aTextTypedOnThePageArrivesAtTheEsmeAndTheAnswerAppears() throws Exception {
    WebElement box = phone("payer").findElement(By.cssSelector("textarea"));
    box.sendKeys("12345678901234", Keys.ENTER);
    assertThat(TestEsme.text(world.esme.next())).isEqualTo("12345678901234");
    shows("payer", ".message.out.sent", "12345678901234");
    world.esme.submit("+8613800000001", "Paid CNY 5.00 <b>to</b> Corner Shop");
    shows("payer", ".message.in", "Paid CNY 5.00 <b>to</b> Corner Shop");
    assertThat(phone("shop").findElements(By.cssSelector(".message"))).isEmpty();
    soon.until(b -> box.getDomProperty("value").isEmpty());
  }

  @Test
  void aPictureShownToAnotherPhoneIsPhotographedAndSentByMms() throws Exception {
    world
        .shop
        .sendPicture("+8613800000002", "", List.of(CameraTest.code("voucher")))
        .get(60, SECONDS);
    shows("friend", ".message.in", "");
    click("friend", "Show to payer");
    WebElement payer = phone("payer");
    soon.until(b -> loaded(payer.findElement(By.cssSelector(".camera img"))));
    // read before anything is changed, for the new one may be there at once
    String size = payer.findElement(By.cssSelector(".view .size")).getText();
    slide(payer, "rotate", 25);
    slide(payer, "darken", 0.4);
    soon.until(b -> !payer.findElement(By.cssSelector(".view .size")).getText().equals(size));
    chromium.screenshot("camera");
    chromium.click(() -> payer.findElement(By.cssSelector(".shoot")));
    String posted = new String(world.posted.poll(60, SECONDS), StandardCharsets.UTF_8);
    assertThat(posted).contains("<Number>+8613800000001</Number>", "photo.jpg");
    shows("payer", ".message.out.sent", "");
    soon.until(b -> !payer.findElement(By.cssSelector(".camera")).isDisplayed());
    Picture photo = world.payer.messages().get(0).pictures().get(0);
    assertThat(CameraTest.read(photo)).isEqualTo("voucher");
  }

  @Test
  void aPictureOneWasSentCanBeSentOnUnchanged() throws Exception {
    Picture code = CameraTest.code("back");
    world.shop.sendPicture("+8613800000001", "", List.of(code)).get(60, SECONDS);
    click("payer", "Send to 10658");
    assertThat(world.posted.poll(60, SECONDS)).isNotNull();
    shows("payer", ".message.out.sent", "");
    assertThat(world.payer.messages().get(1).pictures().get(0).octets()).isEqualTo(code.octets());
  }

  @Test
  void aFileIsAttachedAndSentAsItIs(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("mine.png");
    Files.write(file, CameraTest.code("mine").octets());
    WebElement payer = phone("payer");
    payer.findElement(By.cssSelector("input[type=file]")).sendKeys(file.toString());
    soon.until(b -> loaded(payer.findElement(By.cssSelector(".camera img"))));
    chromium.click(() -> payer.findElement(By.name("asis")));
    chromium.click(() -> payer.findElement(By.cssSelector(".shoot")));
    String posted = new String(world.posted.poll(60, SECONDS), StandardCharsets.UTF_8);
    assertThat(posted).contains("mine.png", "image/png");
  }

  @Test
  void thePageIsUsableOnANarrowScreen() throws Exception {
    world.esme.submit(
        "+8613800000001", "A receipt that is longer than the screen is wide, and wraps");
    browser.manage().window().setSize(new Dimension(500, 900));
    shows("payer", ".message.in", "wraps");
    Number overflow =
        (Number)
            ((JavascriptExecutor) browser)
                .executeScript("return document.documentElement.scrollWidth - window.innerWidth");
    chromium.screenshot("narrow");
    browser.manage().window().setSize(new Dimension(1280, 860));
    assertThat(overflow.intValue()).isLessThanOrEqualTo(0);
  }

  private WebElement phone(String name) {
    return browser.findElement(By.cssSelector(".phone[data-name=" + name + "]"));
  }

  private void click(String name, String text) {
    chromium.click(
        () -> {
          boolean drawn =
              phone(name).findElements(By.cssSelector(".bubble img")).stream()
                  .allMatch(PhonesPageIT::loaded);
          return phone(name).findElements(By.cssSelector(".passing button")).stream()
              .filter(found -> drawn && found.getText().equals(text))
              .findFirst()
              .orElse(null);
        });
  }

  private void shows(String name, String kind, String text) {
    soon.until(
        b ->
            phone(name).findElements(By.cssSelector(kind)).stream()
                .anyMatch(m -> text.isEmpty() || m.getText().contains(text)));
  }

  private static boolean loaded(WebElement image) {
    return (Boolean)
        ((JavascriptExecutor) browser).executeScript("return arguments[0].naturalWidth > 0", image);
  }

  private static void slide(WebElement phone, String name, double value) {
    ((JavascriptExecutor) browser)
        .executeScript(
            "arguments[0].value = arguments[1];"
                + "arguments[0].dispatchEvent(new Event('input', {bubbles: true}));",
            phone.findElement(By.name(name)),
            value);
  }
}
