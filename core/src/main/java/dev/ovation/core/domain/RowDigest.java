package dev.ovation.core.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The XOR of the hashes of some rows: two sets of rows are equal when their digests are. A ledger
 * keeps one beside each count, of the rows that the count is of, and changes it in the transaction
 * that changes a row, by XOR with the hashes of the old row and of the new one; so two ledgers, or
 * a ledger and a recount, are compared without comparing rows.
 *
 * <p>XOR suffices because rows are a set: none is there twice, which alone would cancel out. It is
 * no defence against somebody who picks rows to fool it. Any database can do it to what it holds,
 * without overflow, and what is not known (SQL's null) stays not known.
 *
 * <p>A row's hash is the first 128 bits of the SHA-256 over its texts, version and time. That of a
 * tombstone is zero, like that of no row: a tombstone is purged one day, and no count is of it. A
 * hash does not depend on the commit number, nor on anything else that differs between two ledgers
 * that hold the same. Immutable.
 */
public record RowDigest(long high, long low) {
  public static final RowDigest ZERO = new RowDigest(0, 0);

  private static final int BUFFER_BYTES = 2048;
  private static final int NUMBERS_BYTES = 2 * Long.BYTES;

  // A digest is made for each changed row; looking the algorithm up each time would cost more than
  // the hash itself.
  private static final ThreadLocal<Hasher> HASHER = ThreadLocal.withInitial(Hasher::new);

  /** The digest of one row; zero when there is none that holds a value. */
  public static RowDigest of(Interaction interaction, Row row) {
    String value = row.value();
    return value == null ? ZERO : HASHER.get().hash(interaction, row, value);
  }

  /**
   * The seal of a counter's total, which has no rows: whoever changes the total without it shows.
   */
  public static RowDigest ofTotal(TargetKind targetKind, long total) {
    return HASHER.get().hash(targetKind, total);
  }

  /** The digest of both sets together; of one without the other, where that is part of it. */
  public RowDigest xor(RowDigest other) {
    return new RowDigest(high ^ other.high, low ^ other.low);
  }

  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }

  private static final class Hasher {
    private final MessageDigest sha256;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);

    Hasher() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    RowDigest hash(Interaction interaction, Row row, String value) {
      Target target = interaction.target();
      bytes.clear();
      text(target.space());
      text(target.type());
      text(target.id());
      text(interaction.kind());
      text(interaction.actor());
      text(value);
      bytes.putLong(row.version()).putLong(row.atMillis()).flip();
      return sum();
    }

    RowDigest hash(TargetKind targetKind, long total) {
      Target target = targetKind.target();
      bytes.clear();
      text(target.space());
      text(target.type());
      text(target.id());
      text(targetKind.kind());
      bytes.putLong(total).flip();
      return sum();
    }

    private RowDigest sum() {
      sha256.update(bytes);
      ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
      return new RowDigest(hash.getLong(), hash.getLong());
    }

    /**
     * The length comes first, so that texts can't run into each other. Every text that the product
     * writes has room; what somebody wrote by hand may be longer.
     */
    private void text(String text) {
      byte[] utf8 = text.getBytes(UTF_8);
      if (bytes.remaining() < Short.BYTES + utf8.length + NUMBERS_BYTES) {
        flush();
      }
      bytes.putShort((short) utf8.length);
      if (bytes.remaining() < utf8.length + NUMBERS_BYTES) {
        flush();
        sha256.update(utf8);
      } else {
        bytes.put(utf8);
      }
    }

    private void flush() {
      sha256.update(bytes.flip());
      bytes.clear();
    }
  }
}
