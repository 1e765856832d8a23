package dev.snaptill.bank.iso8583;

import java.util.Optional;

/** Takes new MAC keys out of messages. */
final class NewKeys {
  private final Optional<MacConfig> mac;
  private final int field;

  NewKeys(BankConfig config) {
    this.mac = config.mac();
    this.field = config.network().keyField();
  }

  /** The key a message brings; refused with 12 where keys are not exchanged. */
  MacKey open(Message message) throws KeyBlock.Refused {
    MacConfig config = mac.orElse(null);
    byte[] kek = config == null ? null : config.keyEncryptionKey();
    if (config == null || kek == null) {
      throw new KeyBlock.Refused("12", "keys are not exchanged with this bank");
    }
    String block = message.get(field);
    if (block == null) {
      throw new KeyBlock.Refused("30", "there is no key in field " + field);
    }
    return KeyBlock.open(block, config.algorithm(), kek);
  }
}
