package dev.ovation.adapters.postgres;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * New rows in the binary form of PostgreSQL's COPY, which takes a fifth less of the server's time
 * than an INSERT from arrays does. Used once, by one thread.
 */
final class RowCopy {
  private static final String SQL =
      "COPY interaction(target, space, kind, actor, value, version, at, n) FROM STDIN"
          + " (FORMAT binary)";
  private static final int COLUMNS = 8;
  private static final int ROW_BYTES = 128;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int NULL = -1;

  /** Begins every binary copy; the odd bytes show whether anything changed them on the way. */
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private final ByteArrayOutputStream bytes;
  private final DataOutputStream data;

  /**
   * @param rowsExpected how many there will be about
   */
  RowCopy(int rowsExpected) {
    bytes = new ByteArrayOutputStream(rowsExpected * ROW_BYTES);
    data = new DataOutputStream(bytes);
    write(
        () -> {
          data.write(SIGNATURE);
          data.writeInt(0); // No flags,
          data.writeInt(0); // and no extension of the header.
        });
  }

  void add(
      String target,
      String space,
      String kind,
      String actor,
      @Nullable String value,
      long version,
      long at,
      long n) {
    write(
        () -> {
          data.writeShort(COLUMNS);
          text(target);
          text(space);
          text(kind);
          text(actor);
          text(value);
          number(version);
          number(at);
          number(n);
        });
  }

  private void text(@Nullable String value) throws IOException {
    if (value == null) {
      data.writeInt(NULL);
      return;
    }
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    data.writeInt(encoded.length);
    data.write(encoded);
  }

  private void number(long value) throws IOException {
    data.writeInt(Long.BYTES);
    data.writeLong(value);
  }

  /** Sends the rows and returns how many the server took. */
  long run(Connection connection) throws SQLException {
    write(() -> data.writeShort(NULL));
    try {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(SQL, new ByteArrayInputStream(bytes.toByteArray()), CHUNK_BYTES);
    } catch (IOException e) {
      throw inMemory(e);
    }
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw inMemory(e);
    }
  }

  /** What fails on the way to the server is an {@link SQLException}. */
  private static UncheckedIOException inMemory(IOException e) {
    return new UncheckedIOException("bytes in memory can't be read or written", e);
  }
}
