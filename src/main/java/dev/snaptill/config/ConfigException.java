package dev.snaptill.config;

import java.util.List;

/** Every mistake found in a configuration, one line each. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(List<String> errors) {
    super(String.join("\n", errors));
  }
}
