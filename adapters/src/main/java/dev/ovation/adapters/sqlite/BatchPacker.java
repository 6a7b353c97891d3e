package dev.ovation.adapters.sqlite;

import java.util.ArrayList;
import java.util.List;

/** Gives records of one partition their offsets and packs them into batches. Used by one thread. */
final class BatchPacker {
  private final int partition;
  private final long createdMillis;
  private long after;
  private long last;
  private int bytes;
  private List<StoredBatch.Encoded> records = new ArrayList<>();

  /**
   * @param end the offset of the partition's last record
   */
  BatchPacker(int partition, long end, long createdMillis) {
    this.partition = partition;
    this.createdMillis = createdMillis;
    this.after = end;
    this.last = end;
  }

  long add(byte[] record) {
    last++;
    records.add(new StoredBatch.Encoded(last, record));
    bytes += record.length;
    return last;
  }

  int events() {
    return records.size();
  }

  int bytes() {
    return bytes;
  }

  StoredBatch pack() {
    StoredBatch batch =
        new StoredBatch(partition, after, last, createdMillis, StoredBatch.body(after, records));
    after = last;
    records = new ArrayList<>();
    bytes = 0;
    return batch;
  }
}
