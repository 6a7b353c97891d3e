package dev.ovation.adapters.kafka;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.TargetKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The key of a record: what compaction keeps the last record of.
 *
 * <pre>
 *   u8 type | text space, target type, target id, kind |
 *     register   (1): text actor     the newest event of a register stays for ever
 *     counter    (2): i64 version    no event replaces another
 *     checkpoint (3):                the newest of a counter stays for ever
 *     checkpoint of the ledger (4):  likewise
 *   text = u16 length in bytes, UTF-8; big-endian
 * </pre>
 *
 * <p>A counter event is keyed by its version and not by its token: the same token counts again
 * after {@link dev.ovation.core.domain.Rule#TOKEN_WINDOW_MILLIS}, and compaction must not take the
 * first of two events that both counted. These bytes are part of the stored format: changing them
 * would keep two "newest" events of a register.
 */
final class RecordKeys {
  private static final int REGISTER = 1;
  private static final int COUNTER = 2;
  private static final int CHECKPOINT = 3;
  private static final int LEDGER_CHECKPOINT = 4;

  private RecordKeys() {}

  static byte[] of(Event event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(96);
    switch (event) {
      case RegisterEvent register -> {
        start(out, REGISTER, register.targetKind());
        text(out, register.interaction().actor());
      }
      case CounterEvent counter -> {
        start(out, COUNTER, counter.targetKind());
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(counter.version()).array());
      }
      case LedgerCheckpoint checkpoint -> start(out, LEDGER_CHECKPOINT, checkpoint.targetKind());
      case CounterCheckpoint checkpoint -> start(out, CHECKPOINT, checkpoint.targetKind());
    }
    return out.toByteArray();
  }

  private static void start(ByteArrayOutputStream out, int type, TargetKind targetKind) {
    out.write(type);
    text(out, targetKind.target().space());
    text(out, targetKind.target().type());
    text(out, targetKind.target().id());
    text(out, targetKind.kind());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write(utf8.length >>> 8);
    out.write(utf8.length);
    out.writeBytes(utf8);
  }
}
