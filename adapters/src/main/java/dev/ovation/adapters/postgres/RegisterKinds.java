package dev.ovation.adapters.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kinds that are known to be in {@code register_kind}, so that they are written once and not in
 * every transaction. Kinds come from the configuration, so there are few. Thread-safe.
 */
final class RegisterKinds {
  private final Set<String> stored = ConcurrentHashMap.newKeySet();

  Transaction transaction() {
    return new Transaction();
  }

  /** The kinds that one transaction adds. Used by one thread. */
  final class Transaction {
    // Sorted: two partitions that add the same kinds at once then can't wait for each other.
    private final Set<String> added = new TreeSet<>();

    void add(String kind) {
      if (!stored.contains(kind)) {
        added.add(kind);
      }
    }

    void write(Connection connection) throws SQLException {
      if (added.isEmpty()) {
        return;
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO register_kind(kind) SELECT unnest(?::text[]) ON CONFLICT DO NOTHING")) {
        Columns.bind(insert, (Object) added.toArray(String[]::new));
        insert.executeUpdate();
      }
    }

    void committed() {
      stored.addAll(added);
    }
  }
}
