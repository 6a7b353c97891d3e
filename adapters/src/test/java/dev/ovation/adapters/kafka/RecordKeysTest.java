package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.port.Samples;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Which events compaction takes for each other. */
final class RecordKeysTest {
  private static String key(Event event) {
    return HexFormat.of().formatHex(RecordKeys.of(event));
  }

  @Test
  void eventsOfOneRegisterHaveOneKey() {
    assertThat(key(Samples.set(Samples.like(1, "u1"), "like", 1)))
        .isEqualTo(key(Samples.set(Samples.like(1, "u1"), null, 2)));
  }

  @Test
  void registersThatDifferInOnePartHaveKeysOfTheirOwn() {
    String key = key(Samples.set(Samples.like(1, "u1"), "like", 1));

    assertThat(key)
        .isNotEqualTo(key(Samples.set(Samples.like(2, "u1"), "like", 1)))
        .isNotEqualTo(key(Samples.set(Samples.like(1, "u2"), "like", 1)))
        .isNotEqualTo(key(Samples.set(Samples.reaction(1, "u1"), "like", 1)));
  }

  @Test
  void noCounterEventReplacesAnotherEvenWithItsToken() {
    assertThat(key(Samples.add(Samples.view(1, "u1"), 1, "t", 1)))
        .isNotEqualTo(key(Samples.add(Samples.view(1, "u1"), 1, "t", 2)));
    // A relayed copy of the same event may go.
    assertThat(key(Samples.add(Samples.view(1, "u1"), 1, "t", 1)))
        .isEqualTo(key(Samples.add(Samples.view(1, "u1"), 1, "t", 1)));
  }

  @Test
  void theNewestCheckpointOfACounterReplacesTheOthers() {
    CounterCheckpoint first = new CounterCheckpoint(Samples.likesOf(1), 5, Samples.version(1), 1);
    CounterCheckpoint second = new CounterCheckpoint(Samples.likesOf(1), 9, Samples.version(2), 2);

    assertThat(key(first)).isEqualTo(key(second));
    LedgerCheckpoint ofLedger = new LedgerCheckpoint(Samples.likesOf(1), 5, 3, 2, 1, 1, 1);
    assertThat(key(ofLedger)).isEqualTo(key(ofLedger.withCovered(3))).isNotEqualTo(key(first));
    assertThat(key(ofLedger))
        .isNotEqualTo(key(new LedgerCheckpoint(Samples.likesOf(2), 5, 3, 2, 1, 1, 1)));
  }

  /** Other bytes would keep two "newest" events of every register in logs that exist. */
  @Test
  void theBytesOfAKeyAreAsTheyWere() {
    assertThat(key(Samples.set(Samples.like(1, "u1"), "like", 1)))
        .isEqualTo(
            "01"
                + "000764656661756c74"
                + "0005766964656f"
                + "00027631"
                + "00046c696b65"
                + "00027531");
  }
}
