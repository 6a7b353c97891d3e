package dev.ovation.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Version;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private static final long START = Version.EPOCH_MILLIS + 1_000_000;

  /** Moves only when told. */
  private static final class ManualTime implements TimeSource {
    long millis = START;

    @Override
    public long millis() {
      return millis;
    }

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }
  }

  private final ManualTime time = new ManualTime();

  @Test
  void followsTheWallClockAndNamesItsNode() {
    HybridClock clock = new HybridClock(time, 7, Version.NONE);
    long first = clock.next(Version.NONE);
    assertThat(Version.millis(first)).isEqualTo(START);
    assertThat(Version.node(first)).isEqualTo(7);
    time.millis += 5;
    assertThat(Version.millis(clock.next(Version.NONE))).isEqualTo(START + 5);
  }

  @Test
  void neverStepsBack() {
    HybridClock clock = new HybridClock(time, 0, Version.NONE);
    long before = clock.next(Version.NONE);
    time.millis -= 60_000;
    long after = clock.next(Version.NONE);
    assertThat(after).isGreaterThan(before);
    assertThat(clock.aheadMillis()).isEqualTo(60_000);
  }

  @Test
  void movesPastWhatItIsShown() {
    HybridClock clock = new HybridClock(time, 3, Version.NONE);
    long ahead = Version.atMillis(START + 10_000, 900);
    assertThat(clock.next(ahead)).isGreaterThan(ahead);
    clock.observe(ahead + 5_000_000);
    assertThat(clock.next(Version.NONE)).isGreaterThan(ahead + 5_000_000);
  }

  @Test
  void startsAboveTheHighestVersionThereIs() {
    long highest = Version.atMillis(START + 86_400_000, 12);
    assertThat(new HybridClock(time, 0, highest).next(Version.NONE)).isGreaterThan(highest);
  }

  @Test
  void aFullCounterCarriesIntoTheMilliseconds() {
    HybridClock clock = new HybridClock(time, 1, Version.NONE);
    Set<Long> made = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 10_000; i++) {
      last = clock.next(Version.NONE);
      made.add(last);
    }
    assertThat(made).hasSize(10_000);
    assertThat(Version.millis(last)).isEqualTo(START + 2);
    assertThat(Version.node(last)).isEqualTo(1);
  }

  @Test
  void neverStampsTwoAlike() throws InterruptedException {
    HybridClock clock = new HybridClock(time, 0, Version.NONE);
    List<Long> all = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 5_000; i++) {
                      all.add(clock.next(Version.NONE));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(new HashSet<>(all)).hasSize(20_000);
  }

  @Test
  void refusesANodeThatDoesNotFit() {
    assertThatThrownBy(() -> new HybridClock(time, 1024, 0)).hasMessageContaining("0 to 1023");
  }
}
