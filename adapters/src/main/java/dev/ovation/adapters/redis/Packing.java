package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotBase;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows, pending events, entries and bases as bytes. The layouts are told in {@code lib-entries.lua}
 * and {@code lib-bases.lua}.
 */
final class Packing {
  private static final byte[] UNKNOWN = {};
  private static final byte[] NO_ROW = {0};
  private static final int ROW_HEAD = 25;
  private static final int PENDING_HEAD = 26;
  private static final int BASE_HEAD = 20;

  private Packing() {}

  static byte[] row(@Nullable Row row) {
    if (row == null) {
      return UNKNOWN;
    }
    if (!row.exists()) {
      return NO_ROW;
    }
    byte[] value = utf8(row.value());
    return ByteBuffer.allocate(ROW_HEAD + value.length)
        .putLong(row.version())
        .putLong(row.n())
        .putLong(row.atMillis())
        .put(has(row.value()))
        .put(value)
        .array();
  }

  static @Nullable Row row(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return null;
    }
    if (in.remaining() < ROW_HEAD) {
      return Row.NONE;
    }
    long version = in.getLong();
    long n = in.getLong();
    long atMillis = in.getLong();
    return new Row(optional(in), version, atMillis, n);
  }

  static byte[] pending(Event event, long offset, boolean parked) {
    return switch (event) {
      case RegisterEvent e -> {
        byte[] value = utf8(e.value());
        yield head('r', event, offset, parked, 1 + value.length)
            .put(has(e.value()))
            .put(value)
            .array();
      }
      case CounterEvent e -> {
        byte[] actor = utf8(e.interaction().actor());
        yield head('c', event, offset, parked, 4 + actor.length).putInt(e.by()).put(actor).array();
      }
      case LedgerCheckpoint e ->
          throw new IllegalArgumentException("no partition shows a checkpoint: " + e);
      case CounterCheckpoint e -> head('k', event, offset, parked, 8).putLong(e.total()).array();
    };
  }

  private static ByteBuffer head(
      char type, Event event, long offset, boolean parked, int bodyBytes) {
    return ByteBuffer.allocate(PENDING_HEAD + bodyBytes)
        .put((byte) type)
        .put((byte) (parked ? 1 : 0))
        .putLong(event.version())
        .putLong(event.atMillis())
        .putLong(offset);
  }

  private static @Nullable Pending pending(ByteBuffer in, TargetKind targetKind, String key) {
    if (!in.hasRemaining()) {
      return null;
    }
    char type = (char) in.get();
    boolean parked = in.get() != 0;
    long version = in.getLong();
    long atMillis = in.getLong();
    long offset = in.getLong();
    Event event =
        switch (type) {
          case 'r' ->
              new RegisterEvent(new Interaction(targetKind, key), optional(in), version, atMillis);
          case 'c' -> {
            int by = in.getInt();
            String actor = text(in);
            yield new CounterEvent(
                new Interaction(targetKind, actor), by, token(key, actor), version, atMillis);
          }
          case 'k' -> new CounterCheckpoint(targetKind, in.getLong(), version, atMillis);
          default -> throw new IllegalStateException("an event of type " + (int) type);
        };
    return new Pending(event, offset, parked);
  }

  private static @Nullable String token(String key, String actor) {
    return key.startsWith(EntryKey.VERSION_PREFIX) ? null : key.substring(actor.length() + 1);
  }

  static EntryState entry(byte[] packed, TargetKind targetKind, String key) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    int rowBytes = Short.toUnsignedInt(in.getShort());
    Row row = row(in.slice(in.position(), rowBytes));
    in.position(in.position() + rowBytes);
    return new EntryState(row, pending(in, targetKind, key));
  }

  /** What a base shows. */
  static Counts counts(byte[] packed) {
    return Counts.of(shown(packed));
  }

  static HotBase base(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    return new HotBase(shown(packed), in.getLong(), in.getLong());
  }

  private static Map<String, Long> shown(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed).position(BASE_HEAD);
    Map<String, Long> byValue = new TreeMap<>();
    while (in.hasRemaining()) {
      int valueBytes = Short.toUnsignedInt(in.getShort());
      String value = text(in.slice(in.position(), valueBytes));
      in.position(in.position() + valueBytes);
      byValue.put(value, in.getLong());
    }
    return byValue;
  }

  /** A version is compared as bytes, see {@code lib-entries.lua}. */
  static byte[] version(long version) {
    return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
  }

  private static byte has(@Nullable String value) {
    return (byte) (value == null ? 0 : 1);
  }

  private static byte[] utf8(@Nullable String value) {
    return value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String optional(ByteBuffer in) {
    return in.get() == 0 ? null : text(in);
  }

  private static String text(ByteBuffer in) {
    return StandardCharsets.UTF_8.decode(in).toString();
  }
}
