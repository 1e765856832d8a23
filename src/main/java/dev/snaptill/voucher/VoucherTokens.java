package dev.snaptill.voucher;

import dev.snaptill.store.Vault;
import dev.snaptill.value.Address;
import dev.snaptill.value.Money;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sealed vouchers (patent P2): payee, amount and payer inside the code, encrypted. The text is
 * {@code ST1.} and, in base64url, one byte each of version, key number and type, 12 bytes of nonce,
 * and AES-256-GCM of the rest with its tag; the first three bytes are authenticated with it.
 *
 * <p>The newest of the vault's keys seals; older ones only open, until they are retired. What a
 * token says is never enough: count, state and revocation stand in the voucher's row.
 */
public final class VoucherTokens {
  static final String PREFIX = "ST1.";
  private static final byte VERSION = 1;
  private static final byte VOUCHER = 1;
  private static final int HEAD = 3;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final String PURPOSE = "voucher-token";

  private final Vault vault;
  private final Function<String, byte[]> nonces;

  public VoucherTokens(Vault vault) {
    this.vault = vault;
    this.nonces = vault.indexer("voucher-token-nonce");
  }

  /** What a token says. */
  public record Content(
      long voucherId, long payeeId, long payeeAccount, Price price, @Nullable NamedPayer payer) {

    /** What the token of this voucher must say. */
    public static Content of(Voucher v) {
      return new Content(v.id(), v.payeeId(), v.payeeAccount(), v.price(), v.terms().payer());
    }
  }

  /** The token of a voucher: the same each time, under one key. */
  public String seal(Voucher voucher) {
    byte[] plain = write(Content.of(voucher));
    int key = vault.newestKey();
    byte[] head = {VERSION, (byte) key, VOUCHER};
    // Drawn from what is sealed: a nonce comes twice under one key only with the very same content.
    byte[] nonce =
        Arrays.copyOf(nonces.apply(key + "/" + Base64.getEncoder().encodeToString(plain)), NONCE);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, key, head, nonce).doFinal(plain);
      byte[] all =
          ByteBuffer.allocate(HEAD + NONCE + secret.length)
              .put(head)
              .put(nonce)
              .put(secret)
              .array();
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /** What a token says; empty if it was not sealed here, was altered, or its key is retired. */
  public Optional<Content> open(String token) {
    if (!token.startsWith(PREFIX) || token.length() > 200) {
      return Optional.empty();
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
      if (all.length < HEAD + NONCE + TAG_BITS / 8 || all[0] != VERSION || all[2] != VOUCHER) {
        return Optional.empty();
      }
      byte[] head = Arrays.copyOf(all, HEAD);
      byte[] nonce = Arrays.copyOfRange(all, HEAD, HEAD + NONCE);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Byte.toUnsignedInt(all[1]), head, nonce);
      return Optional.of(read(cipher.doFinal(all, HEAD + NONCE, all.length - HEAD - NONCE)));
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException
        | BufferUnderflowException forged) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, int key, byte[] head, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(vault.derive(key, PURPOSE), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    return cipher;
  }

  private static byte[] write(Content c) {
    byte[] payer = payer(c.payer()).getBytes(StandardCharsets.UTF_8);
    Price.Chosen chosen = c.price() instanceof Price.Chosen open ? open : null;
    Money amount = c.price() instanceof Price.Fixed fixed ? fixed.amount() : null;
    ByteBuffer out = ByteBuffer.allocate(44 + payer.length);
    out.putLong(c.voucherId()).putLong(c.payeeId()).putLong(c.payeeAccount());
    out.put(c.price().currency().getBytes(StandardCharsets.US_ASCII));
    out.put((byte) (chosen == null ? 0 : 1));
    if (chosen == null) {
      out.putLong(java.util.Objects.requireNonNull(amount).minor());
    } else {
      out.putLong(chosen.least().minor()).putLong(chosen.most().minor());
    }
    out.put(payer);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static Content read(byte[] plain) {
    ByteBuffer in = ByteBuffer.wrap(plain);
    long voucher = in.getLong();
    long payee = in.getLong();
    long account = in.getLong();
    byte[] letters = new byte[3];
    in.get(letters);
    String currency = new String(letters, StandardCharsets.US_ASCII);
    Price price =
        in.get() == 0
            ? new Price.Fixed(new Money(in.getLong(), currency))
            : new Price.Chosen(
                new Money(in.getLong(), currency), new Money(in.getLong(), currency));
    byte[] payer = new byte[in.remaining()];
    in.get(payer);
    return new Content(
        voucher, payee, account, price, payer(new String(payer, StandardCharsets.UTF_8)));
  }

  private static String payer(@Nullable NamedPayer payer) {
    if (payer instanceof NamedPayer.Party party) {
      return "#" + party.id();
    }
    return payer instanceof NamedPayer.Holder holder ? holder.address().canonical() : "";
  }

  private static @Nullable NamedPayer payer(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return text.startsWith("#")
        ? new NamedPayer.Party(Long.parseLong(text.substring(1)))
        : new NamedPayer.Holder(Address.parse(text));
  }
}
