package dev.ovation.app.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Leases;
import dev.ovation.core.sim.SimLeases;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SingletonJobTest {
  private final SimTime time = new SimTime();
  private final CountedLeases leases = new CountedLeases(new SimLeases(time));
  private final Singletons one = Singletons.shared(leases, "one", time);
  private final Singletons two = Singletons.shared(leases, "two", time);

  @Test
  void asksForItsLeaseSeldomHoweverOftenItRuns() throws InterruptedException {
    assertThat(renewalsIn5Minutes(one.seldom("job/some"))).isEqualTo(4);
    assertThat(renewalsIn5Minutes(one.always("job/other"))).isEqualTo(59);
    assertThat(leases.acquired).isEqualTo(2);
  }

  private int renewalsIn5Minutes(SingletonJob job) throws InterruptedException {
    leases.renewed = 0;
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 3_000; i++) {
      assertThat(job.run(mayGoOn -> runs.incrementAndGet())).isTrue();
      time.advance(Duration.ofMillis(100));
    }
    assertThat(runs).hasValue(3_000);
    return leases.renewed;
  }

  @Test
  void goesOnElsewhereAtOnceWhenItIsClosed() throws InterruptedException {
    SingletonJob mine = one.seldom("job/some");
    SingletonJob alsoMine = one.always("job/other");
    assertThat(runs(mine)).isTrue();
    assertThat(runs(alsoMine)).isTrue();
    assertThat(runs(two.seldom("job/some"))).as("while another has it").isFalse();
    one.close();
    assertThat(runs(two.seldom("job/some"))).isTrue();
    assertThat(runs(two.always("job/other"))).isTrue();
    two.close();
    assertThat(runs(mine)).as("what is closed takes nothing any more").isFalse();
  }

  @Test
  void aRunDuringWhichItIsClosedMayNotGoOn() throws InterruptedException {
    AtomicInteger steps = new AtomicInteger();
    assertThat(
            one.always("job/some")
                .run(
                    mayGoOn -> {
                      while (mayGoOn.getAsBoolean() && steps.incrementAndGet() < 100) {
                        one.close();
                        time.advance(Duration.ofSeconds(1));
                      }
                    }))
        .isTrue();
    assertThat(steps).hasValue(1);
  }

  @Test
  void goesOnElsewhereWithinHalfAMinuteWhenItsNodeDies() throws InterruptedException {
    assertThat(runs(one.always("job/some"))).isTrue();
    SingletonJob other = two.always("job/some");
    time.advance(Duration.ofSeconds(29));
    assertThat(runs(other)).isFalse();
    time.advance(Duration.ofSeconds(1));
    assertThat(runs(other)).isTrue();
  }

  @Test
  void stopsWithinARunThatLosesItsLeaseAndGivesBackNothingOfAnothers() throws InterruptedException {
    SingletonJob late = one.always("job/some");
    SingletonJob other = two.always("job/some");
    assertThat(
            late.run(
                mayGoOn -> {
                  assertThat(mayGoOn.getAsBoolean()).isTrue();
                  time.advance(Duration.ofMinutes(1));
                  assertThat(runs(other)).isTrue();
                  assertThat(mayGoOn.getAsBoolean()).isFalse();
                }))
        .isTrue();
    assertThat(runs(late)).as("while another has it").isFalse();
    one.close();
    time.advance(Duration.ofSeconds(6));
    assertThat(runs(other)).as("it is the other's still").isTrue();
    assertThat(leases.acquired).as("and was not taken anew").isEqualTo(2);
  }

  @Test
  void isAlwaysItsOwnWhereAProcessIsAlone() throws InterruptedException {
    SingletonJob job = Singletons.alone().always("job/some");
    assertThat(job.run(mayGoOn -> assertThat(mayGoOn.getAsBoolean()).isTrue())).isTrue();
    assertThat(runs(job)).isTrue();
  }

  private static boolean runs(SingletonJob job) throws InterruptedException {
    return job.run(mayGoOn -> {});
  }

  /** Counts what it is asked for. */
  private static final class CountedLeases implements Leases {
    private final Leases leases;
    private int acquired;
    private int renewed;

    CountedLeases(Leases leases) {
      this.leases = leases;
    }

    @Override
    public @Nullable Lease acquire(String name, String holder, Duration ttl) {
      Lease lease = leases.acquire(name, holder, ttl);
      acquired += lease == null ? 0 : 1;
      return lease;
    }

    @Override
    public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
      return leases.acquireNumber(group, numbers, holder, ttl);
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
      renewed++;
      return leases.renew(lease, ttl);
    }

    @Override
    public void release(Lease lease) {
      leases.release(lease);
    }

    @Override
    public long nowMillis() {
      return leases.nowMillis();
    }
  }
}
