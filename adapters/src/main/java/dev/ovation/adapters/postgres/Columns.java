package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The keys of many rows, one array a column, for statements that read or write them all at once. In
 * the order of the primary keys: rows of one page of an index then follow each other.
 */
final class Columns {
  final int[] index;
  final String[] targets;
  final String[] spaces;
  final String[] kinds;

  /** What a row is of within its target and kind: an actor or a token's key; empty for counts. */
  final String[] keys;

  private Columns(int size) {
    index = new int[size];
    targets = new String[size];
    spaces = new String[size];
    kinds = new String[size];
    keys = new String[size];
  }

  /** One key with its place in the caller's list. */
  private record Key(int index, String target, TargetKind targetKind, String key) {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::target).thenComparing(Key::key);
  }

  static <T> Columns of(
      List<T> items, Function<T, TargetKind> targetKinds, Function<T, String> keys) {
    Key[] sorted = new Key[items.size()];
    for (int i = 0; i < sorted.length; i++) {
      T item = items.get(i);
      TargetKind targetKind = targetKinds.apply(item);
      sorted[i] = new Key(i, targetKind.target().text(), targetKind, keys.apply(item));
    }
    Arrays.sort(sorted, Key.ORDER);
    Columns columns = new Columns(sorted.length);
    for (int i = 0; i < sorted.length; i++) {
      Target target = sorted[i].targetKind().target();
      columns.index[i] = sorted[i].index();
      columns.targets[i] = sorted[i].target();
      columns.spaces[i] = target.space();
      columns.kinds[i] = sorted[i].targetKind().kind();
      columns.keys[i] = sorted[i].key();
    }
    return columns;
  }

  int size() {
    return index.length;
  }

  /** Sets parameters in their order; arrays become SQL arrays. */
  static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
