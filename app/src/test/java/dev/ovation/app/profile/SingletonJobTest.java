package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SingletonJobTest {
  private final AtomicLong nanos = new AtomicLong();
  private final OneLease leases = new OneLease();
  private final TimeSource time =
      new TimeSource() {
        @Override
        public long millis() {
          return nanos.get() / 1_000_000;
        }

        @Override
        public long nanos() {
          return nanos.get();
        }
      };

  @Test
  void asksForItsLeaseSeldomHoweverOftenItRuns() throws InterruptedException {
    SingletonJob job = SingletonJob.shared(leases, "one", time).of("job/some");
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 3_000; i++) {
      assertThat(job.run(mayGoOn -> runs.incrementAndGet())).isTrue();
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
    }
    assertThat(runs).hasValue(3_000);
    assertThat(leases.acquired).isEqualTo(1);
    assertThat(leases.renewed).as("in 5 minutes").isEqualTo(4);
  }

  @Test
  void stopsWithinARunThatLosesItsLeaseAndTakesItAgainLater() throws InterruptedException {
    SingletonJob job = SingletonJob.shared(leases, "one", time).of("job/some");
    assertThat(
            job.run(
                mayGoOn -> {
                  assertThat(mayGoOn.getAsBoolean()).isTrue();
                  leases.isAnothers = true;
                  nanos.addAndGet(Duration.ofMinutes(2).toNanos());
                  assertThat(mayGoOn.getAsBoolean()).isFalse();
                }))
        .isTrue();
    assertThat(job.run(mayGoOn -> {})).as("while another has it").isFalse();
    leases.isAnothers = false;
    assertThat(job.run(mayGoOn -> {})).as("once it is free").isTrue();
  }

  @Test
  void isAlwaysItsOwnWhereAProcessIsAlone() throws InterruptedException {
    SingletonJob job = SingletonJob.alone().of("job/some");
    assertThat(job.run(mayGoOn -> assertThat(mayGoOn.getAsBoolean()).isTrue())).isTrue();
    assertThat(job.run(mayGoOn -> {})).isTrue();
  }

  /** A lease that another holder has at times. */
  private static final class OneLease implements Leases {
    private boolean isAnothers;
    private int acquired;
    private int renewed;

    @Override
    public @Nullable Lease acquire(String name, String holder, Duration ttl) {
      acquired++;
      return isAnothers ? null : new Lease(name, 0, acquired);
    }

    @Override
    public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
      renewed++;
      return !isAnothers;
    }

    @Override
    public void release(Lease lease) {}

    @Override
    public long nowMillis() {
      return 0;
    }
  }
}
