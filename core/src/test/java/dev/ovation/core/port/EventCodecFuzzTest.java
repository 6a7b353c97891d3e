package dev.ovation.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.fuzz.Mutator;
import dev.ovation.core.port.EventCodec.DamagedException;
import dev.ovation.core.port.EventCodec.UnknownFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a log holds is an event, or said to be none. */
class EventCodecFuzzTest {
  private static final int CHECKSUM_BYTES = 4;

  @Test
  void spoiltRecordsAreEventsOrRefused() {
    spoil(100_000);
  }

  @Test
  @Tag("long")
  void manySpoiltRecordsAreEventsOrRefused() {
    spoil(20_000_000);
  }

  private static void spoil(int records) {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    int read = 0;
    int damaged = 0;
    int unknown = 0;
    for (int i = 0; i < records; i++) {
      byte[] record = EventCodec.encode(mutator.pick(EventCodecTest.events()));
      byte[] body = mutator.spoil(Arrays.copyOf(record, record.length - CHECKSUM_BYTES));
      // Mostly with the right checksum, as another program would write it.
      byte[] spoilt = mutator.chance(90) ? sealed(body) : body;
      try {
        Event event = EventCodec.decode(spoilt);
        assertThat(Ids.problemOf(event)).as("seed %d, record %d", seed, i).isNull();
        assertThat(EventCodec.decode(EventCodec.encode(event)))
            .as("seed %d, record %d", seed, i)
            .isEqualTo(event);
        read++;
      } catch (DamagedException e) {
        damaged++;
      } catch (UnknownFormatException e) {
        unknown++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", record " + i, e);
      }
    }
    Figures.tell(
        "fuzzed records", "seed %d, %d read, %d damaged, %d unknown", seed, read, damaged, unknown);
    assertThat(read).isPositive();
    assertThat(damaged).isPositive();
    assertThat(unknown).isPositive();
  }

  private static byte[] sealed(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, body.length);
    return ByteBuffer.allocate(body.length + CHECKSUM_BYTES)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }
}
