package dev.ovation.core.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The sum, modulo 2^128, of the hashes of some rows: two sets of rows are equal when their sums
 * are. A ledger keeps such a sum for each bucket of targets and changes it in the transaction that
 * changes a row, by taking the hash of the old row out and putting that of the new one in; so two
 * ledgers, or a ledger and a recount, are compared without reading what agrees.
 *
 * <p>A row's hash is the first 128 bits of the SHA-256 over its texts, version and time, tombstones
 * included. It does not depend on the commit number, nor on anything else that differs between two
 * ledgers that hold the same. Immutable.
 */
public record RowDigest(long high, long low) {
  public static final RowDigest ZERO = new RowDigest(0, 0);

  /** How many sums a partition is divided into. */
  public static final int BUCKETS = 256;

  private static final int TEXT_BYTES_MAX = 2048;

  // A digest is made for each changed row; looking the algorithm up each time would cost more than
  // the hash itself.
  private static final ThreadLocal<Hasher> HASHER = ThreadLocal.withInitial(Hasher::new);

  /** The digest of one row; zero when there is no row. */
  public static RowDigest of(Interaction interaction, Row row) {
    return row.exists() ? HASHER.get().hash(interaction, row) : ZERO;
  }

  /**
   * The seal of a counter's total, which has no rows: whoever changes the total without it shows.
   */
  public static RowDigest ofTotal(TargetKind targetKind, long total) {
    return HASHER.get().hash(targetKind, total);
  }

  /** The bucket that a target's rows are in. */
  public static int bucket(Target target) {
    int hash = (target.space().hashCode() * 31 + target.type().hashCode()) * 31;
    // The finalizer of MurmurHash3: the hash of similar strings differs in the low bits alone.
    int mixed = hash + target.id().hashCode();
    mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return (mixed ^ (mixed >>> 16)) & (BUCKETS - 1);
  }

  public RowDigest plus(RowDigest other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new RowDigest(high + other.high + carry, sum);
  }

  public RowDigest minus(RowDigest other) {
    long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
    return new RowDigest(high - other.high - borrow, low - other.low);
  }

  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }

  private static final class Hasher {
    private final MessageDigest sha256;
    private final ByteBuffer bytes = ByteBuffer.allocate(TEXT_BYTES_MAX);

    Hasher() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    RowDigest hash(Interaction interaction, Row row) {
      Target target = interaction.target();
      bytes.clear();
      text(target.space());
      text(target.type());
      text(target.id());
      text(interaction.kind());
      text(interaction.actor());
      String value = row.value();
      bytes.put((byte) (value == null ? 0 : 1));
      if (value != null) {
        text(value);
      }
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

    /** The length comes first, so that texts can't run into each other. */
    private void text(String text) {
      byte[] utf8 = text.getBytes(UTF_8);
      bytes.putShort((short) utf8.length).put(utf8);
    }
  }
}
