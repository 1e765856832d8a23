package dev.snaptill.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.snaptill.operator.Operator;
import dev.snaptill.operator.OperatorStore;
import dev.snaptill.store.Vault;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * API keys: {@code sk_live_} and 32 random bytes in base64url. Only a keyed hash is kept; a key
 * that was found good is held for five seconds.
 */
final class ApiKeys {
  private static final String PREFIX = "sk_live_";
  private static final String ID_PREFIX = "key_";
  private static final Pattern FORM = Pattern.compile("sk_live_[A-Za-z0-9_-]{43}");
  private static final Duration HELD = Duration.ofSeconds(5);
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private static final Operator FIRST =
      new Operator(Operator.BOOTSTRAP, EnumSet.allOf(dev.snaptill.operator.Role.class));

  private final ApiKeyStore store;
  private final OperatorStore operators;
  private final Function<String, byte[]> hash;
  private final byte[] operatorHash;
  private final SecureRandom random = new SecureRandom();
  private final Cache<ByteBuffer, Caller> good =
      Caffeine.newBuilder().expireAfterWrite(HELD).maximumSize(10_000).build();

  /**
   * @param operatorKey the first operator's key, from its file
   */
  ApiKeys(ApiKeyStore store, OperatorStore operators, Vault vault, String operatorKey) {
    this.store = store;
    this.operators = operators;
    this.hash = vault.indexer("api-key");
    this.operatorHash = hash.apply(operatorKey);
  }

  /**
   * The first operator's key; the file is created, readable by its owner alone, if absent.
   * Blocking.
   *
   * @throws IllegalStateException if the file can't be used; the message names it
   */
  static String operatorKey(Path file) {
    try {
      if (!Files.exists(file)) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, draw(new SecureRandom()) + "\n", StandardOpenOption.SYNC);
      }
      String key = Files.readString(file).strip();
      if (!FORM.matcher(key).matches()) {
        throw new IllegalStateException(
            file + ": holds no API key (sk_live_ and 43 letters); delete it to have a new one");
      }
      return key;
    } catch (IOException e) {
      throw new IllegalStateException(file + ": cannot be read or created: " + e, e);
    }
  }

  private static String draw(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return PREFIX + ENCODER.encodeToString(bytes);
  }

  /** A new key; it counts once its hash is stored. */
  String draw() {
    return draw(random);
  }

  byte[] hash(String key) {
    return hash.apply(key);
  }

  /** What a key is called where it must not be shown. */
  static String id(byte[] hash) {
    return ID_PREFIX + ENCODER.encodeToString(hash);
  }

  /** The hash in a key's id, whose form the API document has checked. */
  static byte[] hashOf(String id) {
    try {
      return Base64.getUrlDecoder().decode(id.substring(ID_PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound("key");
    }
  }

  /** Who holds this key; empty if nobody does or it is revoked. */
  Future<Optional<Caller>> caller(String key) {
    if (!FORM.matcher(key).matches()) {
      return Future.succeededFuture(Optional.empty());
    }
    byte[] hashed = hash.apply(key);
    if (MessageDigest.isEqual(hashed, operatorHash)) {
      return Future.succeededFuture(Optional.of(operator(FIRST, hashed)));
    }
    ByteBuffer place = ByteBuffer.wrap(hashed);
    Caller held = good.getIfPresent(place);
    if (held != null) {
      return Future.succeededFuture(Optional.of(held));
    }
    return store
        .byHash(hashed)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(
                        found.filter(k -> !k.revoked()).map(k -> of(k, hashed)))
                    : operators.holder(hashed).map(holder -> holder.map(o -> operator(o, hashed))))
        .onSuccess(caller -> caller.ifPresent(c -> good.put(place, c)));
  }

  private static Caller of(ApiKeyStore.Found key, byte[] hashed) {
    if (key.role() == Role.OPERATOR) {
      // made before operators had names: nobody knows whose it is
      return operator(FIRST, hashed);
    }
    long party = Objects.requireNonNull(key.partyId());
    return new Caller(Role.PAYEE, party, party, null, id(hashed));
  }

  private static Caller operator(Operator operator, byte[] hashed) {
    return new Caller(
        Role.OPERATOR, 0, ByteBuffer.wrap(hashed).getLong() | Long.MIN_VALUE, operator, id(hashed));
  }

  /** Stops holding every key, after a change of who may do what. */
  void forgetAll() {
    good.invalidateAll();
  }

  /** Stops holding a key that was revoked here. */
  void forget(byte[] hashed) {
    good.invalidate(ByteBuffer.wrap(hashed));
  }
}
