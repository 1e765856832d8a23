package dev.snaptill.bank.iso8583;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ISO 8583 message: its type and the fields it has. Values are the field's characters without
 * length or padding of the wire; binary fields are upper-case hexadecimal digits.
 */
final class Message {
  /** The last field number. */
  static final int LAST = 128;

  private final String type;
  private final @Nullable String[] values;
  private final Codec.Written written;

  private Message(String type, @Nullable String[] values, Codec.Written written) {
    this.type = type;
    this.values = values;
    this.written = written;
  }

  /** The message type, four digits. */
  String type() {
    return type;
  }

  /** A field's value, or null if the message doesn't have it. */
  @Nullable String get(int field) {
    return values[field];
  }

  /** The numbers of the fields it has, ascending. */
  List<Integer> fields() {
    List<Integer> out = new ArrayList<>();
    for (int field = 2; field <= LAST; field++) {
      if (values[field] != null) {
        out.add(field);
      }
    }
    return out;
  }

  /**
   * The bytes it was read from, without the length prefix; none if it was built here. A MAC covers
   * exactly these, and writing the fields again need not give the same ones.
   */
  byte[] raw() {
    return written.raw().clone();
  }

  /** The bytes it was read from, not copied, and where its MAC stands in them. */
  Codec.Written written() {
    return written;
  }

  /** Same type and same fields; the raw bytes don't count. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message that
        && type.equals(that.type)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(values);
  }

  /** Never the values: accounts are among them. */
  @Override
  public String toString() {
    return type + fields();
  }

  /** The same with one more field. */
  Message with(int field, String value) {
    return new Builder(type, values.clone()).set(field, value).build();
  }

  static Builder of(String type) {
    return new Builder(type, new @Nullable String[LAST + 1]);
  }

  /** Gathers the fields of a message. */
  static final class Builder {
    private final String type;
    private final @Nullable String[] values;

    private Builder(String type, @Nullable String[] values) {
      this.type = type;
      this.values = values;
    }

    /**
     * @param field 2 to 128
     */
    Builder set(int field, String value) {
      if (field < 2 || field > LAST) {
        throw new IllegalArgumentException("field " + field + " is not between 2 and " + LAST);
      }
      values[field] = value;
      return this;
    }

    Message build() {
      return new Message(type, values.clone(), new Codec.Written(new byte[0], 0, -1));
    }

    /** For the codec: the message as it was read. The bytes are not copied. */
    Message readFrom(Codec.Written written) {
      return new Message(type, values, written);
    }
  }
}
