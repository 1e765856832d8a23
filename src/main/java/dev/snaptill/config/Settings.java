package dev.snaptill.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * One mapping of the configuration file. Each getter names a key, its default and its range; all
 * errors are gathered and told at once by {@link #check()}, as {@code file: carriers[1].window: 0
 * is not between 1 and 1000}. A key that nobody asked for is an error too.
 *
 * <p>Every value can be overridden by an environment variable: {@code carriers[1].window} by {@code
 * SNAPTILL_CARRIERS_1_WINDOW}. Every secret {@code x} may instead be given as {@code x_file}, the
 * path of a file that holds it.
 */
public final class Settings {
  private static final Object DEFAULTED = new Object();

  private final String path;
  private final Map<String, Object> values;
  private final Context context;
  private final Set<String> asked = new HashSet<>();

  /** What all the nodes of one file share. */
  private record Context(
      String file, Map<String, String> environment, List<String> errors, List<Settings> nodes) {}

  private Settings(String path, Map<String, Object> values, Context context) {
    this.path = path;
    this.values = values;
    this.context = context;
    context.nodes.add(this);
  }

  /** Reads a YAML file; a missing file or one that isn't a mapping is an error with its name. */
  public static Settings load(Path file, Map<String, String> environment) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
    return parse(file.toString(), text, environment);
  }

  /** As {@link #load}, from a text; {@code name} stands in errors. */
  public static Settings parse(String name, String yaml, Map<String, String> environment) {
    Object tree;
    try {
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      DumperOptions unused = new DumperOptions();
      tree =
          new Yaml(
                  new SafeConstructor(options),
                  new Representer(unused),
                  unused,
                  options,
                  new PlainTexts())
              .load(yaml);
    } catch (YAMLException e) {
      throw new ConfigException(List.of(name + ": " + e.getMessage()));
    }
    Context context = new Context(name, environment, new ArrayList<>(), new ArrayList<>());
    if (tree == null) {
      return new Settings("", new LinkedHashMap<>(), context);
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw new ConfigException(List.of(name + ": is not a mapping of keys to values"));
    }
    return new Settings("", keysAsText(map), context);
  }

  /**
   * Leaves every value the text it was written as: YAML would make the number 83 of a password 0123
   * and false of a name such as {@code off}.
   */
  private static final class PlainTexts extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.MERGE, MERGE, "<");
      addImplicitResolver(Tag.NULL, NULL, "~nN\0");
      addImplicitResolver(Tag.NULL, EMPTY, null);
    }
  }

  private static Map<String, Object> keysAsText(Map<?, ?> map) {
    Map<String, Object> out = new LinkedHashMap<>();
    map.forEach((k, v) -> out.put(String.valueOf(k), v));
    return out;
  }

  /** A nested mapping; empty if absent, so that its keys' defaults hold. */
  public Settings section(String key) {
    asked.add(key);
    Object value = values.get(key);
    if (value == null) {
      return new Settings(full(key), Map.of(), context);
    }
    if (value instanceof Map<?, ?> map) {
      return new Settings(full(key), keysAsText(map), context);
    }
    error(key, "is not a mapping of keys to values");
    return new Settings(full(key), Map.of(), context);
  }

  /** A list of mappings, each read by {@code reader}; empty if absent. */
  public <T> List<T> list(String key, Function<Settings, T> reader) {
    asked.add(key);
    List<T> out = new ArrayList<>();
    Object value = values.get(key);
    if (value == null) {
      return out;
    }
    if (!(value instanceof List<?> items)) {
      error(key, "is not a list");
      return out;
    }
    for (int i = 0; i < items.size(); i++) {
      String name = key + "[" + i + "]";
      if (items.get(i) instanceof Map<?, ?> map) {
        out.add(reader.apply(new Settings(full(name), keysAsText(map), context)));
      } else {
        error(name, "is not a mapping of keys to values");
      }
    }
    return List.copyOf(out);
  }

  /** A list of plain values as texts; empty if absent. The environment gives it comma-separated. */
  public List<String> texts(String key) {
    Object value = raw(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> items)) {
      return Stream.of(String.valueOf(value).strip().split("\\s*,\\s*"))
          .filter(item -> !item.isEmpty())
          .toList();
    }
    List<String> out = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof String item) {
        out.add(item);
      } else {
        error(key + "[" + i + "]", "is not a single value");
      }
    }
    return List.copyOf(out);
  }

  /** A text; an error if absent. */
  public String text(String key) {
    Object value = single(key);
    if (value == null) {
      error(key, "is missing");
      return "";
    }
    return String.valueOf(value);
  }

  public String text(String key, String otherwise) {
    Object value = single(key);
    return value == null ? otherwise : String.valueOf(value);
  }

  /** A text or null if absent. */
  public @Nullable String textOrNull(String key) {
    Object value = single(key);
    return value == null ? null : String.valueOf(value);
  }

  /** A text that must match; {@code meaning} says in words what is allowed. */
  public String text(String key, String otherwise, String pattern, String meaning) {
    String value = text(key, otherwise);
    if (!value.matches(pattern)) {
      error(key, "'" + value + "' is not " + meaning);
      return otherwise;
    }
    return value;
  }

  /** A secret: {@code key} itself, or the content of the file named by {@code key_file}. */
  public @Nullable String secretOrNull(String key) {
    Object direct = single(key);
    Object file = single(key + "_file");
    if (direct != null && file != null) {
      error(key, "and " + key + "_file are both given: give one");
    }
    if (file == null) {
      return direct == null ? null : String.valueOf(direct);
    }
    try {
      return Files.readString(Path.of(String.valueOf(file))).strip();
    } catch (IOException e) {
      error(key + "_file", "cannot be read: " + e.getMessage());
      return null;
    }
  }

  /** A secret that must be there. */
  public String secret(String key) {
    String value = secretOrNull(key);
    if (value == null) {
      error(key, "is missing (a secret can also be given as " + key + "_file)");
      return "";
    }
    return value;
  }

  public int integer(String key, int otherwise, int least, int most) {
    return (int) whole(key, otherwise, least, most);
  }

  public long whole(String key, long otherwise, long least, long most) {
    Object value = single(key);
    if (value == null) {
      return otherwise;
    }
    try {
      String digits = String.valueOf(value).strip().replace("_", "");
      long number =
          digits.startsWith("0x")
              ? Long.parseLong(digits, 2, digits.length(), 16)
              : Long.parseLong(digits);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, with the range
    }
    error(key, value + " is not between " + least + " and " + most);
    return otherwise;
  }

  public boolean flag(String key, boolean otherwise) {
    Object value = single(key);
    if (value == null) {
      return otherwise;
    }
    String text = String.valueOf(value).toLowerCase(Locale.ROOT);
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    error(key, value + " is not true or false");
    return otherwise;
  }

  /** A length of time such as {@code 500ms}, {@code 25s}, {@code 15m}, {@code 24h}, {@code 7d}. */
  public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    Object value = single(key);
    if (value == null) {
      return otherwise;
    }
    Duration read = Durations.parse(String.valueOf(value));
    if (read != null && read.compareTo(least) >= 0 && read.compareTo(most) <= 0) {
      return read;
    }
    error(
        key,
        value
            + " is not a time between "
            + Durations.text(least)
            + " and "
            + Durations.text(most)
            + " (for example 500ms, 25s, 15m, 24h, 7d)");
    return otherwise;
  }

  public <E extends Enum<E>> E choice(String key, E otherwise) {
    Object value = single(key);
    if (value == null) {
      return otherwise;
    }
    for (E option : otherwise.getDeclaringClass().getEnumConstants()) {
      if (option.name().equalsIgnoreCase(String.valueOf(value).replace('-', '_'))) {
        return option;
      }
    }
    error(key, value + " is none of " + List.of(otherwise.getDeclaringClass().getEnumConstants()));
    return otherwise;
  }

  /** Reports a mistake that only the reader of several keys can see. */
  public void error(String key, String what) {
    context.errors.add(context.file + ": " + full(key) + ": " + what);
  }

  /** Throws with every mistake found so far, those of unknown keys included. */
  public void check() {
    for (Settings node : context.nodes) {
      for (String key : node.values.keySet()) {
        if (!node.asked.contains(key)) {
          node.error(key, "is not a known key");
        }
      }
    }
    if (!context.errors.isEmpty()) {
      throw new ConfigException(List.copyOf(context.errors));
    }
  }

  /** As {@link #raw}; a list or mapping where one value belongs is an error. */
  private @Nullable Object single(String key) {
    Object value = raw(key);
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      error(key, "is not a single value");
      return null;
    }
    return value;
  }

  private @Nullable Object raw(String key) {
    asked.add(key);
    String override = context.environment.get(variable(full(key)));
    Object value = override != null ? override : values.getOrDefault(key, DEFAULTED);
    return value == DEFAULTED ? null : value;
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The environment variable that overrides a key. */
  static String variable(String path) {
    return "SNAPTILL_"
        + path.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "").toUpperCase(Locale.ROOT);
  }
}
