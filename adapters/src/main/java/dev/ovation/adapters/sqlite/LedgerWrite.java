package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.SweepLedger.Recount;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * One transaction of a partition. Reads and writes go in the order of target ids, so that those of
 * one page of the tree follow each other.
 */
final class LedgerWrite implements LedgerTransaction {
  private final SqliteFile file;
  private final Session session;
  private final int partition;
  private final Dictionary dictionary;
  private final RowFilter filter;
  private final LedgerRows rows;
  private final DictionaryWriter ids;
  private final StoredLetters letters;
  private final Partitioner partitioner;
  private final LedgerPosition position;
  private LedgerPosition after;

  LedgerWrite(
      SqliteFile file,
      Session session,
      int partition,
      Partitioner partitioner,
      Dictionary dictionary,
      RowFilter filter)
      throws SQLException {
    this.file = file;
    this.session = session;
    this.partition = partition;
    this.partitioner = partitioner;
    this.dictionary = dictionary;
    this.filter = filter;
    this.rows = new LedgerRows(dictionary);
    this.ids = new DictionaryWriter(dictionary, session);
    this.letters = new StoredLetters(file, session, partition);
    this.position = LedgerRows.position(session, partition);
    this.after = position;
  }

  /**
   * Called once the transaction is committed.
   *
   * @return the partition's position after it
   */
  LedgerPosition committed() {
    ids.publish();
    return after;
  }

  @Override
  public LedgerPosition position() {
    return position;
  }

  /** The indexes of ids in the order of the ids. */
  static int[] order(long[] ids) {
    // Sorting numbers is many times faster than sorting objects: the index rides along below.
    int indexBits = 64 - Long.numberOfLeadingZeros(ids.length);
    long[] keys = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      keys[i] = ids[i] << indexBits | i;
    }
    Arrays.sort(keys);
    int[] order = new int[ids.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) (keys[i] & ((1L << indexBits) - 1));
    }
    return order;
  }

  @Override
  public List<Row> rows(List<Interaction> interactions) {
    try {
      Keys keys = new Keys(interactions.size());
      long[] actors = new long[interactions.size()];
      for (int i = 0; i < actors.length; i++) {
        Interaction interaction = interactions.get(i);
        if (!filter.isAbsent(interaction.targetKind(), interaction.actor())) {
          actors[i] = dictionary.actor(session, interaction.who());
          if (actors[i] != Dictionary.ABSENT) {
            keys.set(i, interaction.targetKind());
          }
        }
      }
      return rows.rows(session, keys.sorted(), keys.targets, keys.kinds, actors);
    } catch (SQLException e) {
      throw file.failure("reading rows", e);
    }
  }

  @Override
  public List<Row> tokens(List<TokenKey> tokens) {
    try {
      Keys keys = new Keys(tokens.size());
      for (int i = 0; i < tokens.size(); i++) {
        TokenKey token = tokens.get(i);
        if (!filter.isAbsent(token.targetKind(), token.key())) {
          keys.set(i, token.targetKind());
        }
      }
      List<String> texts = tokens.stream().map(TokenKey::key).toList();
      return rows.tokens(session, keys.sorted(), keys.targets, keys.kinds, texts);
    } catch (SQLException e) {
      throw file.failure("reading tokens", e);
    }
  }

  @Override
  public List<Counts> counts(List<TargetKind> targetKinds) {
    try {
      Keys keys = new Keys(targetKinds.size());
      for (int i = 0; i < targetKinds.size(); i++) {
        keys.set(i, targetKinds.get(i));
      }
      return rows.counts(session, keys.sorted(), keys.targets, keys.kinds);
    } catch (SQLException e) {
      throw file.failure("reading counts", e);
    }
  }

  /** The ids of (target, kind)s; those without are left out of the order. */
  private final class Keys {
    final long[] targets;
    final long[] kinds;

    Keys(int size) {
      targets = new long[size];
      kinds = new long[size];
      Arrays.fill(targets, Dictionary.ABSENT);
    }

    void set(int i, TargetKind targetKind) throws SQLException {
      kinds[i] = dictionary.name(session, targetKind.kind());
      if (kinds[i] != Dictionary.ABSENT) {
        targets[i] = dictionary.target(session, targetKind.target());
      }
    }

    /** The indexes of those that have ids, in the order of the target's. */
    int[] sorted() {
      int[] order = order(targets);
      int absent = 0;
      // What has no id has the smallest number.
      while (absent < order.length && targets[order[absent]] == Dictionary.ABSENT) {
        absent++;
      }
      return Arrays.copyOfRange(order, absent, order.length);
    }
  }

  @Override
  public List<Letter> decided(int lettersMax) {
    return read("reading letters", () -> letters.decided(lettersMax));
  }

  @Override
  public List<Letter> settledAfter(long n) {
    return read("reading letters", () -> letters.settledAfter(n));
  }

  @Override
  public List<DeadLetter> parked(Collection<TokenKey> keys) {
    return read("reading letters", () -> letters.parked(keys));
  }

  @FunctionalInterface
  private interface Read<T> {
    T now() throws SQLException;
  }

  private <T> T read(String doing, Read<T> read) {
    try {
      return read.now();
    } catch (SQLException e) {
      throw file.failure(doing, e);
    }
  }

  @Override
  public void write(Changes changes) {
    try {
      new ChangeWriter(session, ids, filter, partition, letters).write(changes);
      after = changes.position();
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
  }

  @Override
  public Recount recount(TargetKind targetKind) {
    return read("counting again", () -> recounts().recount(targetKind));
  }

  @Override
  public List<KeyedRow> rowsOf(TargetKind targetKind) {
    return read("reading rows", () -> recounts().rows(targetKind));
  }

  private LedgerRecounts recounts() {
    return new LedgerRecounts(session, partitioner);
  }

  @Override
  public Counts mend(Mending mending) {
    return read(
        "mending",
        () -> {
          new RepairCases(session).close(mending.closed());
          TargetKind targetKind = mending.targetKind();
          Repair audit = mending.audit();
          if (audit == null) {
            return counts(List.of(targetKind)).getFirst();
          }
          after = mending.position();
          return new LedgerMend(session, ids, filter, recounts(), targetKind)
              .mend(mending, audit, partition);
        });
  }
}
