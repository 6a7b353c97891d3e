package dev.ovation.adapters.sqlite;

/**
 * How the ledger is run.
 *
 * @param partitions fixed for the life of the file
 * @param cacheBytes page cache of the writer, outside the heap; best when it holds what a batch
 *     touches
 * @param walBytesMax the size from which the WAL is moved into the file; a page that several
 *     batches changed is then written once
 * @param readersCount threads that answer point reads
 * @param readQueueMax point reads that wait at the most; more are refused as overloaded
 * @param listSessionsMax lists and explanations that run at once
 * @param dictionaryEntriesMax ids kept in the heap, of actors and of targets each
 * @param filterBytes heap for knowing which rows are not there without looking
 */
public record LedgerSettings(
    int partitions,
    long cacheBytes,
    long walBytesMax,
    int readersCount,
    int readQueueMax,
    int listSessionsMax,
    int dictionaryEntriesMax,
    long filterBytes) {

  public LedgerSettings {
    if (cacheBytes < 1
        || walBytesMax < 1
        || readersCount < 1
        || readQueueMax < 1
        || listSessionsMax < 1
        || dictionaryEntriesMax < 1
        || filterBytes < 1) {
      throw new IllegalArgumentException("every bound of the ledger must be at least 1");
    }
  }

  public static LedgerSettings defaults() {
    return new LedgerSettings(1, 128L << 20, 400L << 20, 2, 16_384, 4, 200_000, 16L << 20);
  }

  public LedgerSettings withPartitions(int count) {
    return new LedgerSettings(
        count,
        cacheBytes,
        walBytesMax,
        readersCount,
        readQueueMax,
        listSessionsMax,
        dictionaryEntriesMax,
        filterBytes);
  }

  public LedgerSettings withCacheBytes(long bytes) {
    return new LedgerSettings(
        partitions,
        bytes,
        walBytesMax,
        readersCount,
        readQueueMax,
        listSessionsMax,
        dictionaryEntriesMax,
        filterBytes);
  }

  public LedgerSettings withFilterBytes(long bytes) {
    return new LedgerSettings(
        partitions,
        cacheBytes,
        walBytesMax,
        readersCount,
        readQueueMax,
        listSessionsMax,
        dictionaryEntriesMax,
        bytes);
  }

  public LedgerSettings withReadQueueMax(int max) {
    return new LedgerSettings(
        partitions,
        cacheBytes,
        walBytesMax,
        readersCount,
        max,
        listSessionsMax,
        dictionaryEntriesMax,
        filterBytes);
  }
}
