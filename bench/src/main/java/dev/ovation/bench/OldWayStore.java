package dev.ovation.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ovation.adapters.postgres.PostgresSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Likes the way most teams build them: each request is a transaction of a database and then an
 * update of a cache. As well made as that gets: the transaction is one statement and so one round
 * trip, prepared, and the two updates of the cache share another. The tables answer the same lists
 * as Ovation's. Blocks; thread-safe.
 *
 * <p>What it does not do, though it should: when the process dies between the two, or two requests
 * reach the cache in another order than the database, the cache stays wrong.
 */
final class OldWayStore implements AutoCloseable {
  static final String TABLES =
      """
      CREATE TABLE liked(
        target text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL,
        actor text COLLATE "C" NOT NULL, value text COLLATE "C", at timestamptz NOT NULL,
        PRIMARY KEY (target, kind, actor));
      CREATE INDEX liked_who ON liked(target, kind, at DESC) WHERE value IS NOT NULL;
      CREATE INDEX liked_mine ON liked(actor, kind, at DESC);
      CREATE TABLE total(
        target text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, total bigint NOT NULL,
        PRIMARY KEY (target, kind)) WITH (fillfactor = 70)""";

  /** No row comes back when the like was there already. */
  private static final String LIKE =
      """
      WITH new AS (
        INSERT INTO liked(target, kind, actor, value, at) VALUES (?, ?, ?, ?, now())
        ON CONFLICT (target, kind, actor) DO UPDATE SET value = excluded.value, at = excluded.at
          WHERE liked.value IS NULL
        RETURNING target, kind)
      INSERT INTO total(target, kind, total) SELECT target, kind, 1 FROM new
      ON CONFLICT (target, kind) DO UPDATE SET total = total.total + 1
      RETURNING total""";

  private static final String TOTAL = "SELECT total FROM total WHERE target = ? AND kind = ?";
  private static final int CACHE_SECONDS_MAX = 10;

  private final HikariDataSource pool;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> cache;

  /**
   * @param server whose schema has {@link #TABLES}
   * @param redis {@code redis://host:port}
   * @param connections of the database at once
   */
  OldWayStore(PostgresSettings.Server server, String redis, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.url());
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setSchema(server.schema());
    config.setMaximumPoolSize(connections);
    config.addDataSourceProperty("prepareThreshold", "1");
    config.setConnectionInitSql("SET synchronous_commit = on");
    pool = new HikariDataSource(config);
    client = RedisClient.create(redis);
    cache = client.connect();
  }

  /** What a like came to. */
  record Liked(boolean changed, long total) {}

  /**
   * Likes, and answers when database and cache have it.
   *
   * @throws SQLException when the database fails
   * @throws ExecutionException when the cache fails; the database has the like then
   */
  Liked like(String target, String kind, String actor)
      throws SQLException, ExecutionException, InterruptedException, TimeoutException {
    Liked liked;
    try (Connection connection = pool.getConnection()) {
      liked = store(connection, target, kind, actor);
    }
    RedisFuture<Boolean> state = cache.async().hset("state:" + target + ":" + kind, actor, kind);
    RedisFuture<Long> count =
        cache.async().hincrby("count:" + target, kind, liked.changed() ? 1 : 0);
    var _ = state.get(CACHE_SECONDS_MAX, TimeUnit.SECONDS);
    var _ = count.get(CACHE_SECONDS_MAX, TimeUnit.SECONDS);
    return liked;
  }

  private static Liked store(Connection connection, String target, String kind, String actor)
      throws SQLException {
    try (PreparedStatement like = connection.prepareStatement(LIKE)) {
      like.setString(1, target);
      like.setString(2, kind);
      like.setString(3, actor);
      like.setString(4, kind);
      try (ResultSet total = like.executeQuery()) {
        if (total.next()) {
          return new Liked(true, total.getLong(1));
        }
      }
    }
    try (PreparedStatement select = connection.prepareStatement(TOTAL)) {
      select.setString(1, target);
      select.setString(2, kind);
      try (ResultSet total = select.executeQuery()) {
        return new Liked(false, total.next() ? total.getLong(1) : 0);
      }
    }
  }

  @Override
  public void close() {
    cache.close();
    client.shutdown();
    pool.close();
  }
}
