package dev.snaptill;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An await fails for what it waits for. By default Awaitility also throws what any thread of the
 * JVM did not catch meanwhile: that of a peer whose socket an earlier test closed, say. Registered
 * for every Jupiter test by {@code META-INF/services}.
 */
public final class AwaitsTheirOwn implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
  }
}
