package dev.ovation.adapters.sqlite;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.ovation.core.domain.TargetKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/**
 * Knows which registers and counter tokens the ledger surely does not hold. Most writes of a
 * content product are first ones, and for those neither the write path nor the projector has to
 * look into the tree.
 *
 * <p>A Bloom filter (B. H. Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors",
 * 1970): it may take an absent key for a stored one, which costs a look, never the other way round.
 * For that to hold, {@link #add} comes before the commit that makes a row visible. At the start it
 * is filled in the background from what is stored; until then it answers that anything may be
 * there. Rows that are purged stay in it until the next start.
 *
 * <p>Keys are hashed from their texts, so that no id has to be known; two actors whose names share
 * a 32-bit hash are one key, which is only one more way to be taken for stored. Thread-safe.
 */
final class RowFilter {
  /** Bits for each row at one false answer in a hundred. */
  private static final double BITS_PER_ROW = 9.6;

  private final BloomFilter<Long> keys;
  private volatile boolean complete;

  /**
   * @param bytes size in the heap; past about 8 rows for 10 bytes wrong guesses get more frequent
   */
  RowFilter(long bytes) {
    keys = BloomFilter.create(Funnels.longFunnel(), Math.max(1, (long) (bytes * 8 / BITS_PER_ROW)));
  }

  /** True only if there is no row of this key, committed or about to be. */
  boolean isAbsent(TargetKind targetKind, String key) {
    return complete && !keys.mightContain(hash(targetKind, key));
  }

  /** To be called before the row's commit. */
  void add(TargetKind targetKind, String key) {
    keys.put(hash(targetKind, key));
  }

  /**
   * Adds all that a snapshot holds. Rows committed after the snapshot was taken must have been
   * added by their writer.
   *
   * @param session in a read transaction
   * @param stopped asked now and then; once true, the filter stays incomplete
   */
  void fill(Session session, BooleanSupplier stopped) throws SQLException {
    int[] names = hashes(session, "SELECT max(id) FROM name", "SELECT id, text FROM name");
    int[] actors = hashes(session, "SELECT max(id) FROM actor", "SELECT id, text FROM actor");
    long[] targets = targets(session, names);
    PreparedStatement rows = session.statement("SELECT target, kind, actor FROM interaction");
    try (ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        if (stopped.getAsBoolean()) {
          return;
        }
        keys.put(hash(targets[row.getInt(1)], names[row.getInt(2)], actors[row.getInt(3)]));
      }
    }
    PreparedStatement tokens = session.statement("SELECT target, kind, key FROM token");
    try (ResultSet row = tokens.executeQuery()) {
      while (row.next()) {
        if (stopped.getAsBoolean()) {
          return;
        }
        keys.put(hash(targets[row.getInt(1)], names[row.getInt(2)], row.getString(3).hashCode()));
      }
    }
    complete = true;
  }

  /** The hash of every text, by id. */
  private static int[] hashes(Session session, String max, String all) throws SQLException {
    int[] hashes = new int[Math.toIntExact(session.number(max, 0)) + 1];
    try (ResultSet row = session.statement(all).executeQuery()) {
      while (row.next()) {
        hashes[row.getInt(1)] = row.getString(2).hashCode();
      }
    }
    return hashes;
  }

  private static long[] targets(Session session, int[] names) throws SQLException {
    long[] targets = new long[Math.toIntExact(session.number("SELECT max(id) FROM target", 0)) + 1];
    PreparedStatement all = session.statement("SELECT id, space, type, text FROM target");
    try (ResultSet row = all.executeQuery()) {
      while (row.next()) {
        targets[row.getInt(1)] =
            target(names[row.getInt(2)], names[row.getInt(3)], row.getString(4).hashCode());
      }
    }
    return targets;
  }

  private static long hash(TargetKind targetKind, String key) {
    var target = targetKind.target();
    return hash(
        target(target.space().hashCode(), target.type().hashCode(), target.id().hashCode()),
        targetKind.kind().hashCode(),
        key.hashCode());
  }

  private static long target(int space, int type, int id) {
    return mix(mix(space) + type) + id;
  }

  private static long hash(long target, int kind, int key) {
    return mix(mix(mix(target) + kind) + key);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
