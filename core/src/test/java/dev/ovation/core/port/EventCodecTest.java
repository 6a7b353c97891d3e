package dev.ovation.core.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.EventCodec.DamagedException;
import dev.ovation.core.port.EventCodec.UnknownFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

  static List<Event> events() {
    Target longest =
        new Target("s".repeat(64), "t".repeat(Ids.TYPE_CHARS_MAX), "i".repeat(Ids.ID_CHARS_MAX));
    Interaction wide = Interaction.of(longest, "k".repeat(64), "a".repeat(Ids.ID_CHARS_MAX));
    return List.of(
        Samples.set(Samples.like(1, "u1"), "like", 1),
        Samples.set(Samples.like(1, "u1"), null, 2),
        new RegisterEvent(Samples.like(1, "u"), "v", Long.MAX_VALUE, -1),
        new RegisterEvent(wide, "v".repeat(64), 1, Long.MIN_VALUE),
        Samples.add(Samples.view(1, "u1"), 1, null, 3),
        Samples.add(Samples.view(1, "u1"), 1000, "t-1", 4),
        Samples.add(Samples.view(1, "u1"), 7, "👍🏽 ünïcödé ✓", 5),
        new CounterEvent(wide, 1, "👍".repeat(Ids.TOKEN_CHARS_MAX / 2), 6, 6),
        new CounterCheckpoint(Samples.likesOf(1), 123_456_789_012L, 7, 7),
        new LedgerCheckpoint(wide.targetKind(), 123_456_789_012L, 1L << 40, 3, 1L << 39, 7, 7));
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsWhatItWrote(Event event) throws Exception {
    byte[] bytes = EventCodec.encode(event);

    assertThat(EventCodec.decode(bytes)).isEqualTo(event);
    assertThat(bytes).hasSizeLessThanOrEqualTo(EventCodec.BYTES_MAX);
  }

  @ParameterizedTest
  @MethodSource("events")
  void noticesEveryFlippedBit(Event event) {
    byte[] bytes = EventCodec.encode(event);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> EventCodec.decode(damaged))
          .as("bit %d", bit)
          .isInstanceOf(DamagedException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void noticesEveryTruncation(Event event) {
    byte[] bytes = EventCodec.encode(event);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> EventCodec.decode(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void tellsANewerFormatFromDamage() {
    byte[] bytes = EventCodec.encode(Samples.set(Samples.like(1, "u1"), "like", 1));
    bytes[0] = EventCodec.FORMAT + 1;

    assertThatThrownBy(() -> EventCodec.decode(sealed(bytes)))
        .isInstanceOf(UnknownFormatException.class);
  }

  @Test
  void tellsAnUnknownTypeFromDamage() {
    byte[] bytes = EventCodec.encode(Samples.set(Samples.like(1, "u1"), "like", 1));
    bytes[1] = 99;

    assertThatThrownBy(() -> EventCodec.decode(sealed(bytes)))
        .isInstanceOf(UnknownFormatException.class);
  }

  @Test
  void aTextThatClaimsToBeLongerThanTheRecordIsRefused() {
    byte[] bytes = EventCodec.encode(Samples.set(Samples.like(1, "u1"), "like", 1));
    // The space's length stands after format, type, version and time.
    ByteBuffer.wrap(bytes).putShort(2 + 2 * Long.BYTES, (short) -1);

    assertThatThrownBy(() -> EventCodec.decode(sealed(bytes)))
        .isInstanceOf(UnknownFormatException.class);
  }

  static List<Event> malformed() {
    Target target = Samples.video(1);
    String nul = "u\0";
    String longId = "x".repeat(Ids.ID_CHARS_MAX + 1);
    return List.of(
        Samples.set(Interaction.of(new Target(nul, "video", "v1"), "like", "u1"), "like", 1),
        Samples.set(Interaction.of(new Target("default", "vi:deo", "v1"), "like", "u1"), null, 1),
        Samples.set(Interaction.of(new Target("default", "video", nul), "like", "u1"), "like", 1),
        Samples.set(Interaction.of(target, nul, "u1"), "like", 1),
        Samples.set(Samples.like(1, nul), "like", 1),
        Samples.set(Samples.like(1, longId), "like", 1),
        Samples.set(Samples.like(1, "u1"), nul, 1),
        Samples.set(Samples.like(1, "u1"), "", 1),
        Samples.add(Samples.view(1, "u/1"), 1, null, 1),
        Samples.add(Samples.view(1, "u1"), 1, "t\0", 1),
        new CounterCheckpoint(new TargetKind(target, ""), 1, 1, 1));
  }

  /** No ledger then meets an id that it can't store, or takes one for two. */
  @ParameterizedTest
  @MethodSource("malformed")
  void anEventThatBreaksTheGrammarOfIdsIsNone(Event event) {
    byte[] bytes = EventCodec.encode(event);

    assertThatThrownBy(() -> EventCodec.decode(bytes))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("is no event: the ");
  }

  @Test
  void anEventOverTheBoundIsRefusedBeforeItIsWritten() {
    RegisterEvent huge =
        new RegisterEvent(Samples.like(1, "u1"), "x".repeat(EventCodec.BYTES_MAX), 1, 1);

    assertThatThrownBy(() -> EventCodec.encode(huge)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The same bytes under a checksum that matches them. */
  private static byte[] sealed(byte[] bytes) {
    int body = bytes.length - Integer.BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, body);
    ByteBuffer.wrap(bytes).putInt(body, (int) crc.getValue());
    return bytes;
  }
}
