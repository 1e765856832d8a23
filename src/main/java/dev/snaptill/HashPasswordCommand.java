package dev.snaptill;

import dev.snaptill.channel.smpp.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what {@code listener.systems[].password_hash} takes. */
@Command(
    name = "hash-password",
    description = {
      "Read a system's password (one line of stdin, or typed unseen) and print its hash for",
      "listener.systems[].password_hash. SMPP has room for 8 characters."
    })
class HashPasswordCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String password = read();
    if (password == null || !password.matches("[\\x20-\\x7e]{1,8}")) {
      System.err.println("a password has 1 to 8 ASCII characters (SMPP 3.4 §5.2.2)");
      return 2;
    }
    if (spec != null) {
      spec.commandLine().getOut().println(PasswordHash.of(password));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static @Nullable String read() throws IOException {
    Console console = System.console();
    if (console != null) {
      char[] typed = console.readPassword("Password: ");
      return typed == null ? null : new String(typed);
    }
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))
        .readLine();
  }
}
