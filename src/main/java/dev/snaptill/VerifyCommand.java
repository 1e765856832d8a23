package dev.snaptill;

import dev.snaptill.config.ConfigException;
import dev.snaptill.operator.AuditProofStore;
import dev.snaptill.operator.AuditSeal;
import dev.snaptill.store.Database;
import dev.snaptill.store.Vault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--audit-head",
      description = "A head of the audit chain that was noted elsewhere: it must be in the chain.")
  @Nullable String auditHead;

  @Option(
      names = "--ended",
      description = "Nothing may be under way: say what is, as if it were wrong.")
  boolean ended;

  @Override
  public Integer call() throws SQLException {
    try {
      GatewayConfig config = GatewayConfig.load(conf, System.getenv());
      try (Database database = Database.open(config.database());
          Connection connection = database.connection()) {
        BooksStore books = new BooksStore(connection);
        List<String> wrong = new ArrayList<>(books.wrong());
        AuditProofStore.Proof trail =
            new AuditProofStore(connection, new AuditSeal(Vault.fromFile(config.masterKeyFile())))
                .prove(auditHead);
        wrong.addAll(trail.wrong());
        if (ended) {
          wrong.addAll(books.notEnded());
        }
        System.out.println("payments:" + books.summary());
        System.out.println("audit: batches=" + trail.batches() + " head=" + trail.head());
        books.banks().forEach(line -> System.out.println("ledger " + line));
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
