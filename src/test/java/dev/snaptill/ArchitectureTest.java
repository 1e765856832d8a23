package dev.snaptill;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls between packages. Each rule says why it is there; DESIGN.md has the picture. */
class ArchitectureTest {
  private static final String ROOT = "dev.snaptill";

  /** From the top down; wires stand side by side. What is on no line here may not exist. */
  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of(""),
          Set.of(
              "channel.smpp",
              "channel.mm7",
              "channel.wechat",
              "channel.weibo",
              "channel.rcs",
              "channel.webhook"),
          Set.of("api"),
          Set.of("console"),
          Set.of("inbox"),
          Set.of("command"),
          Set.of("qr"),
          Set.of("subscription"),
          Set.of("reconciliation"),
          Set.of("settlement"),
          Set.of("voucher"),
          Set.of("outbox"),
          Set.of("bank.iso8583"),
          Set.of("bank"),
          Set.of("ledger"),
          Set.of("party"),
          Set.of("channel"),
          Set.of("operator"),
          Set.of("store"),
          Set.of("bus"),
          Set.of("ops"),
          Set.of("config"),
          Set.of("value"));

  private static final String[] DOMAIN =
      Stream.of(
              "inbox",
              "command",
              "qr",
              "subscription",
              "reconciliation",
              "settlement",
              "voucher",
              "outbox",
              "ledger",
              "party",
              "value",
              "config",
              "bank",
              "operator",
              "channel")
          .map(name -> ROOT + "." + name)
          .toArray(String[]::new);

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void importsOnlyPointDown() {
    classes()
        .should(new PointDown())
        .because(
            "a package that knows only what stands below it can be read, tested and replaced"
                + " without those above it")
        .check(MAIN);
  }

  @Test
  void noPackageKnowsItselfThroughAnother() {
    slices()
        .matching(ROOT + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("packages in a ring can only be changed together")
        .check(MAIN);
  }

  @Test
  void onlyVerticlesAndStoresOfTheDomainUseVertx() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .and(areNot("Verticle", "Store"))
        .should()
        .dependOnClassesThat(
            named(
                "Vert.x other than Future, its CompositeFuture, and Promise",
                c ->
                    c.getPackageName().startsWith("io.vertx.")
                        && !c.getName().equals("io.vertx.core.Future")
                        && !c.getName().equals("io.vertx.core.CompositeFuture")
                        && !c.getName().equals("io.vertx.core.Promise")))
        .because(
            "decisions about money are tested without an event loop; Future and Promise are plain"
                + " values of what comes later, and dev.snaptill.bus hides the bus")
        .check(MAIN);
  }

  @Test
  void onlyStoresKnowJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".store")
        .and(areNot("Store"))
        // hands the connection of a stopped database to BooksStore and closes it
        .and(areNot("VerifyCommand"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .because(
            "all writes go through one journal writer (DESIGN.md rule 2); a second JDBC connection"
                + " anywhere else would write past it")
        .check(MAIN);
  }

  @Test
  void onlyTheEdgesHandleJsonTrees() {
    noClasses()
        .that(
            named(
                "are neither api, wire nor command of the program",
                c ->
                    !c.getPackageName().equals(ROOT)
                        && !c.getPackageName().startsWith(ROOT + ".api")
                        && !c.getPackageName().startsWith(ROOT + ".channel.")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.core.json..")
        .because("past the edge everything has a type, so that a misspelt key can't compile")
        .check(MAIN);
  }

  @Test
  void aStoresSqlIsNotReachedPastTheStore() {
    noClasses()
        .that()
        .resideInAnyPackage(DOMAIN)
        .and(areNot("Verticle", "Store"))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("dev.snaptill.store.Sql")
        .because("SQL lives beside the rows it knows, in a *Store")
        .check(MAIN);
  }

  @Test
  void productionCodeDoesNotKnowTheSimulators() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".simulator..")
        .because("the simulators are test code, and not in the jar")
        .check(MAIN);
  }

  @Test
  void theSimulatorsKnowNothingOfTheGateway() throws IOException {
    Set<String> simulators = topLevelClassesUnder(Path.of("simulators/java"));
    JavaClasses tests = new ClassFileImporter().importPackages(ROOT + ".simulator");
    assertThat(simulators).isNotEmpty();
    noClasses()
        .that(named("are simulators", c -> simulators.contains(topLevel(c))))
        .should()
        .dependOnClassesThat(
            named(
                "the gateway's",
                c ->
                    c.getName().startsWith(ROOT + ".")
                        && !c.getName().startsWith(ROOT + ".simulator.")))
        .because(
            "a misreading of a protocol that both ends share would pass every test; the simulators"
                + " read the specifications by themselves")
        .check(tests);
  }

  /** NullAway takes a package without it for one that has no rules about null. */
  @Test
  void everyPackageIsNullMarked() throws IOException {
    Set<String> unmarked = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path folder : files.filter(Files::isDirectory).toList()) {
        try (Stream<Path> inside = Files.list(folder)) {
          boolean code = inside.anyMatch(file -> file.toString().endsWith(".java"));
          Path info = folder.resolve("package-info.java");
          if (code && !(Files.exists(info) && Files.readString(info).contains("@NullMarked"))) {
            unmarked.add(folder.toString());
          }
        }
      }
    }
    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }

  private static Set<String> topLevelClassesUnder(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> root.relativize(file).toString())
          .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'))
          .collect(java.util.stream.Collectors.toSet());
    }
  }

  private static String topLevel(JavaClass c) {
    int nested = c.getName().indexOf('$');
    return nested < 0 ? c.getName() : c.getName().substring(0, nested);
  }

  private static DescribedPredicate<JavaClass> areNot(String... endings) {
    return named(
        "are not named *" + String.join(", *", endings),
        c -> Stream.of(endings).noneMatch(ending -> topLevel(c).endsWith(ending)));
  }

  private static DescribedPredicate<JavaClass> named(
      String description, java.util.function.Predicate<JavaClass> test) {
    return DescribedPredicate.describe(description, test);
  }

  private static final class PointDown extends ArchCondition<JavaClass> {
    private final Map<String, Integer> levels = new HashMap<>();

    PointDown() {
      super("import only packages further down the list of DESIGN.md");
      for (int i = 0; i < LEVELS.size(); i++) {
        for (String name : LEVELS.get(i)) {
          levels.put(name.isEmpty() ? ROOT : ROOT + "." + name, i);
        }
      }
    }

    @Override
    public void check(JavaClass from, ConditionEvents events) {
      Integer mine = levels.get(from.getPackageName());
      if (mine == null) {
        events.add(SimpleConditionEvent.violated(from, from.getName() + " is on no level"));
        return;
      }
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        boolean ours = to.getPackageName().startsWith(ROOT);
        boolean inside = to.getPackageName().equals(from.getPackageName());
        // a picture's name, size and kind: a plain value that the media store hands out and the
        // channel port carries
        boolean reference = to.getName().equals("dev.snaptill.channel.MediaRef");
        if (ours && !inside && !reference && levels.getOrDefault(to.getPackageName(), -1) <= mine) {
          events.add(SimpleConditionEvent.violated(from, dependency.getDescription()));
        }
      }
    }
  }
}
