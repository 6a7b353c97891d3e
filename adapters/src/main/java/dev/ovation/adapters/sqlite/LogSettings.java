package dev.ovation.adapters.sqlite;

import java.time.Duration;

/**
 * How the log is run.
 *
 * @param partitions fixed for the life of the file
 * @param queueEventsMax appends that wait at the most; more are refused as overloaded
 * @param queueBytesMax their encoded bytes at the most
 * @param linger how long a commit waits for company; zero is right unless an fsync is dear
 * @param walBytesMax the size from which the WAL is moved into the file
 * @param fileBytesMax the largest size of the file, without its WAL; full is refused like a full
 *     disk
 * @param markerInterval how often the note of the log's end is synced, see {@link EndMarker}
 */
public record LogSettings(
    int partitions,
    int queueEventsMax,
    long queueBytesMax,
    Duration linger,
    long walBytesMax,
    long fileBytesMax,
    Duration markerInterval) {

  public LogSettings {
    if (queueEventsMax < 1 || queueBytesMax < 1 || walBytesMax < 1 || fileBytesMax < 1) {
      throw new IllegalArgumentException("every bound of the log must be at least 1");
    }
    if (linger.isNegative() || !markerInterval.isPositive()) {
      throw new IllegalArgumentException("linger must be at least 0, markerInterval above 0");
    }
  }

  public static LogSettings defaults() {
    return new LogSettings(
        1, 65_536, 32L << 20, Duration.ZERO, 64L << 20, 1L << 50, Duration.ofSeconds(1));
  }

  public LogSettings withPartitions(int count) {
    return new LogSettings(
        count, queueEventsMax, queueBytesMax, linger, walBytesMax, fileBytesMax, markerInterval);
  }

  public LogSettings withQueue(int eventsMax, long bytesMax) {
    return new LogSettings(
        partitions, eventsMax, bytesMax, linger, walBytesMax, fileBytesMax, markerInterval);
  }

  public LogSettings withFileBytesMax(long bytesMax) {
    return new LogSettings(
        partitions, queueEventsMax, queueBytesMax, linger, walBytesMax, bytesMax, markerInterval);
  }

  public LogSettings withWalBytesMax(long bytesMax) {
    return new LogSettings(
        partitions, queueEventsMax, queueBytesMax, linger, bytesMax, fileBytesMax, markerInterval);
  }
}
