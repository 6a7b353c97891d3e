package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ClusterLedger.Generation;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Prepares places, in a transaction that has locked the partition's position. Stateless. */
final class Generations {
  private static final String NEXT =
      "UPDATE setting SET number = number + 1 WHERE name = 'generation' RETURNING number";

  private static final String PLACED = "UPDATE position SET placed = ? WHERE partition = ?";

  private Generations() {}

  /** A parked event with its offset. */
  private record Parked(Event event, long offset) {}

  static Generation next(
      Connection connection, Failures failures, int partition, LedgerPosition position)
      throws SQLException {
    List<ParkedEvent> parked = parked(connection, failures, partition);
    placed(connection, partition, true);
    // Last, because all partitions wait for this row until the commit.
    long g = next(connection, failures);
    return new Generation(new Place(g, position.n(), position.h(), position.version()), parked);
  }

  /** Notes whether the partition may have a place that counts. */
  static void placed(Connection connection, int partition, boolean placed) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(PLACED)) {
      Columns.bind(update, placed, partition);
      update.executeUpdate();
    }
  }

  private static long next(Connection connection, Failures failures) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(NEXT);
        ResultSet row = update.executeQuery()) {
      if (!row.next()) {
        throw failures.damaged("the generation is missing", null);
      }
      return row.getLong(1);
    }
  }

  private static List<ParkedEvent> parked(Connection connection, Failures failures, int partition)
      throws SQLException {
    List<Parked> registers = new ArrayList<>();
    List<Parked> others = new ArrayList<>();
    for (DeadLetter letter :
        new StoredLetters(connection, failures, partition).parked(Integer.MAX_VALUE)) {
      Event event = letter.event();
      if (event != null) {
        (event instanceof RegisterEvent ? registers : others)
            .add(new Parked(event, letter.offset()));
      }
    }
    List<ParkedEvent> parked = new ArrayList<>(registers.size() + others.size());
    add(parked, registers, KeyedReads.rows(connection, columns(registers)));
    add(parked, others, KeyedReads.tokens(connection, columns(others)));
    return parked;
  }

  private static Columns columns(List<Parked> parked) {
    return Columns.of(parked, p -> p.event().targetKind(), p -> p.event().entryKey());
  }

  private static void add(List<ParkedEvent> into, List<Parked> parked, List<Row> rows) {
    for (int i = 0; i < rows.size(); i++) {
      into.add(new ParkedEvent(parked.get(i).event(), parked.get(i).offset(), rows.get(i)));
    }
  }
}
