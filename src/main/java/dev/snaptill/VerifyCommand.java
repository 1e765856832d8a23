package dev.snaptill;

import dev.snaptill.config.ConfigException;
import dev.snaptill.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says whether the books of a stopped gateway are whole: exit 0, or 1 with what is wrong. */
@Command(name = "verify", description = "Check the books of a stopped gateway.")
class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--conf",
      defaultValue = "conf/gateway.yaml",
      description = "Configuration file (default: ${DEFAULT-VALUE}).")
  Path conf = Path.of("conf/gateway.yaml");

  @Override
  public Integer call() throws SQLException {
    try {
      GatewayConfig config = GatewayConfig.load(conf, System.getenv());
      try (Database database = Database.open(config.database());
          Connection connection = database.connection()) {
        BooksStore books = new BooksStore(connection);
        List<String> wrong = books.wrong();
        System.out.println("payments:" + books.summary());
        wrong.forEach(line -> System.out.println("WRONG " + line));
        System.out.println(wrong.isEmpty() ? "the books are whole" : "the books are NOT whole");
        return wrong.isEmpty() ? 0 : 1;
      }
    } catch (ConfigException | Database.DatabaseException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }
}
