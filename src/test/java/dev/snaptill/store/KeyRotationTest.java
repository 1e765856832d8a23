package dev.snaptill.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.snaptill.party.Account;
import dev.snaptill.party.Party;
import dev.snaptill.party.PartyStore;
import dev.snaptill.value.AccountNumber;
import dev.snaptill.value.Address;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A new key on a database that holds something, until the old one is gone. */
@ParameterizedClass
@EnumSource(Databases.class)
class KeyRotationTest {
  private static final int PARTIES = 250;
  @Parameter Databases database;
  @TempDir Path directory;
  private Path file;
  private OpenDatabase world;
  private Vault vault;
  private FileMediaStore media;
  private final List<Long> accounts = new ArrayList<>();

  @BeforeEach
  void start() {
    file = directory.resolve("master.key");
    vault = Vault.fromFile(file);
    world = new OpenDatabase(database, directory.resolve("data"));
    VaultCheck.run(world.database, vault);
    media = new FileMediaStore(world.vertx, directory.resolve("media"), vault);
    PartyStore parties = new PartyStore(world.pool, vault);
    Future<Unit.Outcome> written = Future.succeededFuture();
    for (int i = 0; i < PARTIES; i++) {
      long id = world.ids.next();
      Address address = Address.parse("tel:+86138%08d".formatted(i));
      Account account =
          new Account(
              world.ids.next(),
              id,
              "north",
              new AccountNumber("622202%010d".formatted(i)),
              "CNY",
              Account.State.OPEN);
      accounts.add(account.id());
      written =
          world.journal.submit(
              Unit.guardedBy(
                      parties.insert(
                          new Party(id, Party.Kind.PERSON, "P" + i, "en", Party.State.ACTIVE), 0))
                  .then(parties.insertAddress(id, address))
                  .then(parties.insert(account, 0)));
    }
    OpenDatabase.await(written);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private KeyRotation rotation(Vault with) {
    return new KeyRotation(
        world.vertx, world.database, world.journal, world.pool, with, media::reseal);
  }

  /** Everything is there and found, with the keys of the file as it is now. */
  private void assertReadable() {
    Vault fresh = Vault.fromFile(file);
    VaultCheck.run(world.database, fresh);
    PartyStore parties = new PartyStore(world.pool, fresh);
    for (int i = 0; i < PARTIES; i += 17) {
      String number = "622202%010d".formatted(i);
      assertThat(
              OpenDatabase.await(parties.account(accounts.get(i))).orElseThrow().number().digits())
          .isEqualTo(number);
      Address address = Address.parse("tel:+86138%08d".formatted(i));
      assertThat(OpenDatabase.await(parties.payer(address))).isPresent();
    }
  }

  @Test
  void everythingIsReadableAfterwardsAndTheOldKeyOpensNothing() throws Exception {
    byte[] picture = {1, 2, 3, 4, 5};
    var ref = OpenDatabase.await(media.put(picture, "image/png"));
    Path old = Files.copy(file, directory.resolve("old.key"));

    long resealed = OpenDatabase.await(rotation(vault).rotate());
    assertThat(resealed).isEqualTo(2L * PARTIES + 1);
    assertThat(vault.keyNumbers()).containsExactly(1, 2);
    assertReadable();
    assertThat(OpenDatabase.await(rotation(vault).resume())).isZero();

    OpenDatabase.await(rotation(vault).retire());
    assertThat(vault.keyNumbers()).containsExactly(2);
    assertThat(Files.readString(file)).doesNotContain("seal 1");
    assertReadable();
    assertThat(OpenDatabase.await(media.get(ref))).isEqualTo(picture);
    assertThat(world.ask("SELECT COUNT(*) FROM vault_key WHERE key_id = 1")).isZero();
    assertThatThrownBy(() -> VaultCheck.run(world.database, Vault.fromFile(old)))
        .hasMessageContaining("the master key file has no key 2");
  }

  @Test
  void aRotationThatWasKilledGoesOn() throws Exception {
    // as after a kill: the key is in the file, and some rows are sealed with it
    vault.addKey();
    PartyStore parties = new PartyStore(world.pool, vault);
    long id = world.ids.next();
    OpenDatabase.await(
        world.journal.submit(
            Unit.guardedBy(parties.insertAddress(id, Address.parse("tel:+8613900000001")))));
    Vault restarted = Vault.fromFile(file);
    VaultCheck.run(world.database, restarted);
    assertThat(OpenDatabase.await(rotation(restarted).resume())).isEqualTo(2L * PARTIES);
    assertReadable();
  }

  @Test
  void retirementAloneSealsWhatIsLeftFirst() {
    vault.addKey();
    OpenDatabase.await(rotation(vault).retire());
    assertReadable();
  }

  @Test
  void aWrongKeyIsToldAtTheStart() throws Exception {
    Files.delete(file);
    Vault other = Vault.fromFile(file);
    assertThatThrownBy(() -> VaultCheck.run(world.database, other))
        .hasMessageContaining("the master key file is not this database's");
  }

  @Test
  void aKeyThatIsMissingIsToldAtTheStart() throws Exception {
    Path copy = Files.copy(file, directory.resolve("copy.key"));
    OpenDatabase.await(rotation(vault).rotate());
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> VaultCheck.run(world.database, Vault.fromFile(file)))
        .hasMessageContaining("has no key 2, which sealed a part of this database");
  }

  @Test
  void anotherNodesNewKeyIsFoundInTheFile() {
    Vault other = Vault.fromFile(file);
    vault.addKey();
    assertThat(other.openText(vault.seal("text"))).isEqualTo("text");
  }

  @Test
  void aFileOfTheFirstVersionIsBothIndexAndKeyOne() throws Exception {
    Path first = Files.writeString(directory.resolve("first.key"), "ab".repeat(32) + "\n");
    Vault read = Vault.fromFile(first);
    byte[] sealed = read.seal("text");
    byte[] hash = read.index("address", "tel:+1");
    read.addKey();
    Vault again = Vault.fromFile(first);
    assertThat(again.openText(sealed)).isEqualTo("text");
    assertThat(again.index("address", "tel:+1")).isEqualTo(hash);
    assertThat(again.current(sealed)).isFalse();
  }
}
