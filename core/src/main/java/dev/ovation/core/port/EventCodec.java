package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event in any log.
 *
 * <pre>
 *   u8 format | u8 type | i64 version | i64 at | text space, target type, target id, kind |
 *     register   (1): text actor, u8 has value, [text value]
 *     counter    (2): text actor, i32 by, u8 has token, [text token]
 *     checkpoint (3): i64 total
 *     checkpoint of the ledger (4): i64 total, i64 h, i64 n, i64 covered
 *   | u32 CRC-32C of all bytes before it
 *   text = u16 length in bytes, UTF-8; all numbers big-endian
 * </pre>
 *
 * <p>The checksum covers the format byte, so a damaged record is told apart from one of another
 * format. Stateless and thread-safe.
 */
public final class EventCodec {
  /** The format that is written. Readers accept this and the one before, once there is one. */
  public static final byte FORMAT = 1;

  /** No encoded event is larger, in bytes. */
  public static final int BYTES_MAX = 4096;

  private static final byte REGISTER = 1;
  private static final byte COUNTER = 2;
  private static final byte CHECKPOINT = 3;
  private static final byte LEDGER_CHECKPOINT = 4;
  private static final int CHECKSUM_BYTES = 4;

  private EventCodec() {}

  /**
   * Encodes an event.
   *
   * @throws IllegalArgumentException when it would be larger than {@link #BYTES_MAX}
   */
  public static byte[] encode(Event event) {
    Writer out = new Writer();
    TargetKind targetKind = event.targetKind();
    byte type =
        switch (event) {
          case RegisterEvent r -> REGISTER;
          case CounterEvent c -> COUNTER;
          case CounterCheckpoint c -> CHECKPOINT;
          case LedgerCheckpoint c -> LEDGER_CHECKPOINT;
        };
    out.u8(FORMAT);
    out.u8(type);
    out.i64(event.version());
    out.i64(event.atMillis());
    out.text(targetKind.target().space());
    out.text(targetKind.target().type());
    out.text(targetKind.target().id());
    out.text(targetKind.kind());
    switch (event) {
      case RegisterEvent r -> {
        out.text(r.interaction().actor());
        out.optional(r.value());
      }
      case CounterEvent c -> {
        out.text(c.interaction().actor());
        out.i32(c.by());
        out.optional(c.token());
      }
      case CounterCheckpoint c -> out.i64(c.total());
      case LedgerCheckpoint c -> {
        out.i64(c.total());
        out.i64(c.h());
        out.i64(c.n());
        out.i64(c.covered());
      }
    }
    return out.finish();
  }

  /**
   * Decodes what {@link #encode} made.
   *
   * <p>A log may hold what another program wrote. A ledger could refuse an id that is too long for
   * an index or holds a character that its texts can't, and would do so at every attempt. So an
   * event that breaks the grammar of {@link Ids} is none: readers get its bytes, and the projector
   * parks them.
   *
   * @throws DamagedException when the checksum does not match
   * @throws UnknownFormatException when the bytes are whole but not an event of a known format
   */
  public static Event decode(byte[] bytes) throws DamagedException, UnknownFormatException {
    if (bytes.length < CHECKSUM_BYTES + 2) {
      throw new DamagedException("record of " + bytes.length + " bytes is too short");
    }
    int body = bytes.length - CHECKSUM_BYTES;
    int stored = ByteBuffer.wrap(bytes, body, CHECKSUM_BYTES).getInt();
    if (stored != checksum(bytes, body)) {
      throw new DamagedException("the record's checksum does not match its bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, body);
    byte format = in.get();
    byte type = in.get();
    if (format != FORMAT || type < REGISTER || type > LEDGER_CHECKPOINT) {
      throw new UnknownFormatException("record format " + format + ", type " + type);
    }
    Event event;
    try {
      event = body(bytes, in, type);
    } catch (java.nio.BufferUnderflowException e) {
      throw new UnknownFormatException("record of type " + type + " ends too early");
    }
    String problem = Ids.problemOf(event);
    if (problem != null) {
      throw new UnknownFormatException("record of type " + type + " is no event: " + problem);
    }
    return event;
  }

  private static Event body(byte[] bytes, ByteBuffer in, byte type) {
    long version = in.getLong();
    long at = in.getLong();
    Target target = new Target(text(bytes, in), text(bytes, in), text(bytes, in));
    TargetKind targetKind = new TargetKind(target, text(bytes, in));
    return switch (type) {
      case REGISTER ->
          new RegisterEvent(
              new Interaction(targetKind, text(bytes, in)), optional(bytes, in), version, at);
      case COUNTER ->
          new CounterEvent(
              new Interaction(targetKind, text(bytes, in)),
              in.getInt(),
              optional(bytes, in),
              version,
              at);
      case CHECKPOINT -> new CounterCheckpoint(targetKind, in.getLong(), version, at);
      default ->
          new LedgerCheckpoint(
              targetKind, in.getLong(), in.getLong(), in.getLong(), in.getLong(), version, at);
    };
  }

  private static String text(byte[] bytes, ByteBuffer in) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > in.remaining()) {
      throw new java.nio.BufferUnderflowException();
    }
    String text = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }

  private static @Nullable String optional(byte[] bytes, ByteBuffer in) {
    return in.get() == 0 ? null : text(bytes, in);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static final class Writer {
    private byte[] bytes = new byte[192];
    private int size;

    private void room(int more) {
      if (size + more > BYTES_MAX) {
        throw new IllegalArgumentException("event is larger than " + BYTES_MAX + " bytes");
      }
      if (size + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
      }
    }

    void u8(int value) {
      room(1);
      bytes[size++] = (byte) value;
    }

    void i32(int value) {
      room(4);
      ByteBuffer.wrap(bytes).putInt(size, value);
      size += 4;
    }

    void i64(long value) {
      room(8);
      ByteBuffer.wrap(bytes).putLong(size, value);
      size += 8;
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      room(2 + utf8.length);
      bytes[size++] = (byte) (utf8.length >>> 8);
      bytes[size++] = (byte) utf8.length;
      System.arraycopy(utf8, 0, bytes, size, utf8.length);
      size += utf8.length;
    }

    void optional(@Nullable String text) {
      u8(text == null ? 0 : 1);
      if (text != null) {
        text(text);
      }
    }

    byte[] finish() {
      i32(checksum(bytes, size));
      return Arrays.copyOf(bytes, size);
    }
  }

  /** The bytes are not what was written. */
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  /** The bytes are whole, but of a format that this version does not know. */
  public static final class UnknownFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownFormatException(String message) {
      super(message);
    }
  }
}
