package dev.ovation.adapters.sqlite;

import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One row of the log: the records of a range of offsets, (after, last], of one partition.
 *
 * @param createdMillis when the newest of its records was appended, Unix epoch
 * @param body the records, each {@code u32 offset - after | u16 bytes | encoded event}
 */
@SuppressWarnings("ArrayRecordComponent") // A buffer that is passed on; nobody compares it.
record StoredBatch(int partition, long after, long last, long createdMillis, byte[] body) {
  /** A record is a few bytes of head and at most this much: see {@link EventCodec#BYTES_MAX}. */
  static final int RECORD_HEAD_BYTES = Integer.BYTES + Short.BYTES;

  private static final int PARTITION_SHIFT = 48;

  static long id(int partition, long offset) {
    return (long) partition << PARTITION_SHIFT | offset;
  }

  static int partition(long id) {
    return (int) (id >>> PARTITION_SHIFT);
  }

  static long offset(long id) {
    return id & ((1L << PARTITION_SHIFT) - 1);
  }

  long id() {
    return id(partition, last);
  }

  int crc() {
    CRC32C crc = new CRC32C();
    ByteBuffer head = ByteBuffer.allocate(3 * Long.BYTES);
    crc.update(head.putLong(id()).putLong(after).putLong(createdMillis).flip());
    crc.update(body);
    return (int) crc.getValue();
  }

  /** A record as it is stored. */
  @SuppressWarnings("ArrayRecordComponent") // A buffer that is passed on; nobody compares it.
  record Encoded(long offset, byte[] bytes) {}

  static byte[] body(long after, List<Encoded> records) {
    int size = 0;
    for (Encoded record : records) {
      size += RECORD_HEAD_BYTES + record.bytes().length;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Encoded record : records) {
      out.putInt((int) (record.offset() - after))
          .putShort((short) record.bytes().length)
          .put(record.bytes());
    }
    return out.array();
  }

  /** The stored records of a body whose checksum matched. */
  List<Encoded> records(SqliteFile file) {
    List<Encoded> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(body);
    while (in.hasRemaining()) {
      if (in.remaining() < RECORD_HEAD_BYTES) {
        throw damaged(file, "ends within a record");
      }
      long offset = after + Integer.toUnsignedLong(in.getInt());
      byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
      if (bytes.length > in.remaining() || offset > last) {
        throw damaged(file, "has a record that does not fit");
      }
      in.get(bytes);
      records.add(new Encoded(offset, bytes));
    }
    return records;
  }

  /** What a reader of the log is given for a stored record. */
  LogRecord decode(SqliteFile file, Encoded record) {
    try {
      return new LogRecord.Readable(record.offset(), EventCodec.decode(record.bytes()));
    } catch (EventCodec.UnknownFormatException e) {
      return new LogRecord.Unreadable(
          record.offset(), record.bytes(), String.valueOf(e.getMessage()));
    } catch (EventCodec.DamagedException e) {
      throw damaged(
          file, "has a record at offset " + record.offset() + " of which " + e.getMessage());
    }
  }

  private dev.ovation.core.port.CorruptionException damaged(SqliteFile file, String what) {
    return file.damaged(
        "the batch of partition "
            + partition
            + ", offsets "
            + (after + 1)
            + " to "
            + last
            + ", "
            + what);
  }
}
