package dev.snaptill.operator;

import dev.snaptill.store.Vault;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * Keyed hashes (HMAC-SHA-256) over entries of the trail and over batches of them. Their keys hang
 * on the index key, which no rotation changes: whoever has the database alone can't make a chain
 * that holds.
 */
public final class AuditSeal {
  /** What the first batch has for the hash of the one before. */
  static final byte[] NONE = new byte[32];

  private final Function<String, byte[]> entryHash;
  private final Function<String, byte[]> batchHash;

  public AuditSeal(Vault vault) {
    entryHash = vault.indexer("audit-entry");
    batchHash = vault.indexer("audit-chain");
  }

  byte[] of(AuditEntry e) {
    StringBuilder text = new StringBuilder(160);
    text.append(e.id()).append('|').append(e.entered());
    for (String part : List.of(e.actor(), e.act(), e.subject(), e.note())) {
      text.append('|').append(part.length()).append(':').append(part);
    }
    return entryHash.apply(text.toString());
  }

  /**
   * A batch's hash.
   *
   * @param entries the hashes of its entries, in the order of their ids
   */
  byte[] of(long seq, byte[] previous, long at, List<byte[]> entries) {
    HexFormat hex = HexFormat.of();
    StringBuilder text = new StringBuilder(80 + entries.size() * 65);
    text.append(seq).append('|').append(at).append('|').append(hex.formatHex(previous));
    entries.forEach(hash -> text.append('|').append(hex.formatHex(hash)));
    return batchHash.apply(text.toString());
  }
}
