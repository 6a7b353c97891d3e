package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Partitioner;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the ledger is reached and run.
 *
 * @param partitioner says which partitions there are, fixed for the life of the ledger
 */
public record PostgresSettings(
    Server server, Partitioner partitioner, Bounds bounds, Deadlines deadlines) {

  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /** With the usual bounds and deadlines, and counters in the partitions of registers. */
  public static PostgresSettings of(Server server, int partitions) {
    return of(server, new Partitioner(partitions));
  }

  /** With the usual bounds and deadlines. */
  public static PostgresSettings of(Server server, Partitioner partitioner) {
    return new PostgresSettings(server, partitioner, Bounds.USUAL, Deadlines.USUAL);
  }

  public PostgresSettings withBounds(Bounds changed) {
    return new PostgresSettings(server, partitioner, changed, deadlines);
  }

  public PostgresSettings withDeadlines(Deadlines changed) {
    return new PostgresSettings(server, partitioner, bounds, changed);
  }

  /**
   * Where the ledger is.
   *
   * @param url {@code jdbc:postgresql://host:port/database}; several hosts may be named
   * @param schema the schema that holds the ledger and nothing else; made when it is not there
   */
  public record Server(String url, String user, String password, String schema) {
    public Server {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("the url must begin with jdbc:postgresql:");
      }
      // It is part of SQL texts, so nothing that would need quoting.
      if (!SCHEMA.matcher(schema).matches()) {
        throw new IllegalArgumentException(
            "the schema must be 1 to 63 characters of a-z 0-9 _, is " + schema);
      }
    }

    /** Without the password, and without what may stand behind the url's question mark. */
    @Override
    public String toString() {
      int question = url.indexOf('?');
      String place = url.substring("jdbc:".length(), question < 0 ? url.length() : question);
      return place + ", schema " + schema + ", as " + user;
    }
  }

  /**
   * What is held at once.
   *
   * @param writersMax transactions, of different partitions
   * @param readersCount threads that answer point reads, each with a connection
   * @param readQueueMax point reads that wait; more are refused as overloaded
   * @param listSessionsMax lists, explanations and other single reads
   */
  public record Bounds(int writersMax, int readersCount, int readQueueMax, int listSessionsMax) {
    public static final Bounds USUAL = new Bounds(4, 2, 16_384, 4);

    public Bounds {
      if (writersMax < 1 || readersCount < 1 || readQueueMax < 1 || listSessionsMax < 1) {
        throw new IllegalArgumentException("every bound of the ledger must be at least 1");
      }
    }
  }

  /**
   * How long things may take before they fail.
   *
   * @param connect getting a connection; 250 ms at the least
   * @param read point reads, from being asked to being answered
   * @param list lists, explanations and other single reads
   * @param write one statement of a transaction
   * @param lock waiting for another transaction of the same partition
   */
  public record Deadlines(
      Duration connect, Duration read, Duration list, Duration write, Duration lock) {
    public static final Deadlines USUAL =
        new Deadlines(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));
  }
}
