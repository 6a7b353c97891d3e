package dev.ovation.adapters.postgres;

import dev.ovation.core.port.Leases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Leases as rows, by the server's clock. Each change is one statement that looks at the row once it
 * has its lock, so nobody waits for longer than another such statement takes. Thread-safe.
 */
final class LeaseTable implements Leases {
  private static final String UNTIL = "clock_timestamp() + ? * interval '1 millisecond'";
  private static final String FREE = "l.until <= clock_timestamp()";
  private static final String TAKE =
      "INSERT INTO lease AS l (name, holder, token, until) VALUES (?, ?, 1, "
          + UNTIL
          + ") ON CONFLICT (name) DO UPDATE"
          + " SET holder = excluded.holder, token = l.token + 1, until = excluded.until WHERE "
          + FREE;
  private static final String TAKE_FREE = TAKE + " RETURNING token";
  private static final String TAKE_FREE_OR_OWN =
      TAKE + " OR l.holder = excluded.holder RETURNING token";
  private static final String FREE_NUMBER =
      "SELECT k.number FROM generate_series(0, ? - 1) AS k(number)"
          + " LEFT JOIN lease l ON l.name = ? || '/' || k.number WHERE l.name IS NULL OR "
          + FREE
          + " ORDER BY l.until NULLS FIRST, k.number LIMIT 1";
  private static final String HELD = " WHERE l.name = ? AND l.token = ? AND NOT " + FREE;
  private static final String RENEW = "UPDATE lease l SET until = " + UNTIL + HELD;
  private static final String RELEASE = "UPDATE lease l SET until = clock_timestamp()" + HELD;

  private static final String NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final Connections connections;

  LeaseTable(Connections connections) {
    this.connections = connections;
  }

  @Override
  public @Nullable Lease acquire(String name, String holder, Duration ttl) {
    OptionalLong token =
        connections.run(
            "taking the lease " + name,
            connection -> take(connection, TAKE_FREE_OR_OWN, name, holder, ttl));
    return token.isPresent() ? new Lease(name, 0, token.getAsLong()) : null;
  }

  @Override
  public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
    return connections.<@Nullable Lease>run(
        "taking a lease of " + group,
        connection -> {
          // Whoever asks at the same time finds the same number. Each time it is lost somebody else
          // has got one, so this ends.
          for (OptionalInt number = freeNumber(connection, group, numbers);
              number.isPresent();
              number = freeNumber(connection, group, numbers)) {
            String name = group + "/" + number.getAsInt();
            // Only if it is free: two nodes that call themselves the same must not share one.
            OptionalLong token = take(connection, TAKE_FREE, name, holder, ttl);
            if (token.isPresent()) {
              return new Lease(name, number.getAsInt(), token.getAsLong());
            }
          }
          return null;
        });
  }

  private static OptionalInt freeNumber(Connection connection, String group, int numbers)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FREE_NUMBER)) {
      Columns.bind(select, numbers, group);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  private static OptionalLong take(
      Connection connection, String sql, String name, String holder, Duration ttl)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      Columns.bind(upsert, name, holder, ttl.toMillis());
      try (ResultSet row = upsert.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  @Override
  public boolean renew(Lease lease, Duration ttl) {
    return update(
            "renewing the lease " + lease.name(),
            RENEW,
            ttl.toMillis(),
            lease.name(),
            lease.token())
        == 1;
  }

  @Override
  public void release(Lease lease) {
    update("giving back the lease " + lease.name(), RELEASE, lease.name(), lease.token());
  }

  @Override
  public long nowMillis() {
    return connections.run(
        "asking for the time",
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(NOW);
              ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private int update(String doing, String sql, Object... parameters) {
    return connections.run(
        doing,
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            Columns.bind(update, parameters);
            return update.executeUpdate();
          }
        });
  }
}
