package dev.snaptill.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, with a profile of its own. */
public final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Not in a test's temporary directory: that one must be empty at once, or the test fails. */
  private final Path profile;

  private final ChromeDriver driver;

  public Browser(int width, int height) {
    this(width, height, options -> {});
  }

  /**
   * @param more adds to the options
   */
  public Browser(int width, int height, Consumer<ChromeOptions> more) {
    try {
      profile = Files.createTempDirectory("snaptill-chromium");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    driver = start(more);
    driver.manage().window().setSize(new Dimension(width, height));
  }

  private ChromeDriver start(Consumer<ChromeOptions> more) {
    try {
      return startOnce(more);
    } catch (WebDriverException e) {
      // the port that Selenium has found free for chromedriver may be another's by then
      return startOnce(more);
    }
  }

  private ChromeDriver startOnce(Consumer<ChromeOptions> more) {
    File chromedriver = new File(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    assertThat(chromedriver)
        .as("this test needs Chromium: apt-get install -y chromium chromium-driver")
        .isExecutable();
    ChromeOptions options = new ChromeOptions();
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    more.accept(options);
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver)
            .withTimeout(SOON)
            .build(),
        options);
  }

  public ChromeDriver driver() {
    return driver;
  }

  /** Waits for what a page may draw anew at any moment. */
  public FluentWait<WebDriver> soon() {
    return new WebDriverWait(driver, SOON, Duration.ofMillis(100))
        .ignoring(StaleElementReferenceException.class)
        .ignoring(ElementClickInterceptedException.class);
  }

  /**
   * Clicks once it stands still: what a page moves between its being found and the click is missed.
   *
   * @param element finds it anew; null if it is not there yet
   */
  public void click(Supplier<WebElement> element) {
    AtomicReference<Rectangle> before = new AtomicReference<>();
    soon()
        .until(
            page -> {
              WebElement found = element.get();
              Rectangle now = found == null ? null : found.getRect();
              boolean still = now != null && now.equals(before.getAndSet(now));
              if (still) {
                found.click();
              }
              return still;
            });
  }

  /** Writes target/screenshots/{@code name}.png. */
  public void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
    try {
      // helpers of the browser outlive it for a moment, and write
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::isNobodyLeft);
      delete();
    } catch (ConditionTimeoutException | IOException | UncheckedIOException e) {
      // a profile that stays in the temporary directory fails no test
    }
  }

  private boolean isNobodyLeft() {
    return ProcessHandle.allProcesses()
        .noneMatch(p -> p.info().commandLine().orElse("").contains(profile.toString()));
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(profile)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
