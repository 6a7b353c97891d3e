package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final LedgerRows rows;
  private final DictionaryWriter ids;
  private final LedgerPosition position;

  LedgerWrite(SqliteFile file, Session session, int partition, Dictionary dictionary)
      throws SQLException {
    this.file = file;
    this.session = session;
    this.partition = partition;
    this.dictionary = dictionary;
    this.rows = new LedgerRows(dictionary);
    this.ids = new DictionaryWriter(dictionary, session);
    this.position = LedgerRows.position(session, partition);
  }

  /** Called once the transaction is committed. */
  void committed() {
    ids.publish();
  }

  @Override
  public LedgerPosition position() {
    return position;
  }

  /** Reads one thing for the item at an index. */
  @FunctionalInterface
  private interface Read<T> {
    T at(int index, long target) throws SQLException;
  }

  /** Reads for each target that has an id, in the order of ids; the others have nothing. */
  private <T> List<T> sorted(List<TargetKind> of, T none, Read<T> read) {
    try {
      long[] targets = new long[of.size()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = dictionary.target(session, of.get(i).target());
      }
      List<T> answers = new ArrayList<>(java.util.Collections.nCopies(targets.length, none));
      for (int i : order(targets)) {
        if (targets[i] != Dictionary.ABSENT) {
          answers.set(i, read.at(i, targets[i]));
        }
      }
      return answers;
    } catch (SQLException e) {
      throw file.failure("reading", e);
    }
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
    return sorted(
        interactions.stream().map(Interaction::targetKind).toList(),
        Row.NONE,
        (i, target) -> {
          Interaction interaction = interactions.get(i);
          long kind = dictionary.name(session, interaction.kind());
          long actor = dictionary.actor(session, interaction.who());
          return kind == Dictionary.ABSENT || actor == Dictionary.ABSENT
              ? Row.NONE
              : rows.row(session, target, kind, actor);
        });
  }

  @Override
  public List<Row> tokens(List<TokenKey> tokens) {
    return sorted(
        tokens.stream().map(TokenKey::targetKind).toList(),
        Row.NONE,
        (i, target) -> {
          TokenKey token = tokens.get(i);
          long kind = dictionary.name(session, token.targetKind().kind());
          return kind == Dictionary.ABSENT
              ? Row.NONE
              : LedgerRows.token(session, target, kind, token.key());
        });
  }

  @Override
  public List<Counts> counts(List<TargetKind> targetKinds) {
    return sorted(
        targetKinds,
        Counts.NONE,
        (i, target) -> {
          long kind = dictionary.name(session, targetKinds.get(i).kind());
          return kind == Dictionary.ABSENT
              ? Counts.NONE
              : rows.counts(session, target, kind).counts();
        });
  }

  @Override
  public void write(Changes changes) {
    try {
      new ChangeWriter(session, ids, partition).write(changes);
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
  }
}
