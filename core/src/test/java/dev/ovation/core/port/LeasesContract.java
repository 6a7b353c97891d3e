package dev.ovation.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Leases.Lease;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store of leases does. */
@Timeout(60)
public abstract class LeasesContract {
  /** Longer than any test takes. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private @Nullable Leases opened;

  /** Opens a store in which nothing was ever leased. */
  protected abstract Leases open();

  /** Lets at least so much time pass by the store's own clock. */
  protected abstract void pass(Duration time);

  /** The store's clock, told by another way: milliseconds since 1970. */
  protected abstract long storeMillis();

  /** A time to live that {@link #pass} can outlast in a test. */
  protected abstract Duration shortTtl();

  @BeforeEach
  final void openLeases() {
    opened = open();
  }

  private Leases leases() {
    return Objects.requireNonNull(opened);
  }

  private static Lease held(@Nullable Lease lease) {
    assertThat(lease).isNotNull();
    return Objects.requireNonNull(lease);
  }

  @Test
  void oneHolderAtATime() {
    Lease first = held(leases().acquire("sweeper", "a", LONG));

    assertThat(first.name()).isEqualTo("sweeper");
    assertThat(leases().acquire("sweeper", "b", LONG)).isNull();
    assertThat(leases().acquire("watcher", "b", LONG)).isNotNull();
    assertThat(leases().renew(first, LONG)).isTrue();
  }

  @Test
  void whatIsGivenBackIsFreeAtOnce() {
    Lease first = held(leases().acquire("sweeper", "a", LONG));
    leases().release(first);

    Lease second = held(leases().acquire("sweeper", "b", LONG));

    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(leases().renew(first, LONG)).isFalse();
    leases().release(first);
    assertThat(leases().acquire("sweeper", "c", LONG)).as("an old holder frees nothing").isNull();
  }

  @Test
  void whatExpiredIsLostForGood() {
    Lease first = held(leases().acquire("sweeper", "a", shortTtl()));
    pass(shortTtl().multipliedBy(2));

    assertThat(leases().renew(first, LONG)).isFalse();
    Lease second = held(leases().acquire("sweeper", "b", LONG));
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(leases().renew(first, LONG)).isFalse();
    assertThat(leases().renew(second, LONG)).isTrue();
  }

  @Test
  void aRenewedLeaseOutlastsItsFirstTerm() {
    Lease lease = held(leases().acquire("sweeper", "a", shortTtl()));
    assertThat(leases().renew(lease, LONG)).isTrue();
    pass(shortTtl().multipliedBy(2));

    assertThat(leases().acquire("sweeper", "b", LONG)).isNull();
  }

  @Test
  void askingAgainVoidsTheTokenBefore() {
    Lease first = held(leases().acquire("sweeper", "a", LONG));
    Lease again = held(leases().acquire("sweeper", "a", LONG));

    assertThat(again.token()).isGreaterThan(first.token());
    assertThat(leases().renew(first, LONG)).isFalse();
    assertThat(leases().renew(again, LONG)).isTrue();
  }

  @Test
  void numbersAreHeldByOneEach() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(held(leases().acquireNumber("node", 3, "n" + i, LONG)).number());
    }

    assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(leases().acquireNumber("node", 3, "n3", LONG)).isNull();
    assertThat(leases().acquireNumber("other", 3, "n3", LONG)).isNotNull();
  }

  @Test
  void aNumberIsUsedAgainAsLateAsCanBe() {
    Lease first = held(leases().acquireNumber("node", 3, "a", LONG));
    Lease second = held(leases().acquireNumber("node", 3, "b", LONG));
    leases().release(first);
    pass(Duration.ofMillis(20));
    leases().release(second);

    Lease third = held(leases().acquireNumber("node", 3, "c", LONG));
    assertThat(third.number()).as("never held before").isNotIn(first.number(), second.number());
    Lease fourth = held(leases().acquireNumber("node", 3, "d", LONG));
    assertThat(fourth.number()).as("free the longest").isEqualTo(first.number());
    assertThat(fourth.token()).isGreaterThan(first.token());
  }

  @Test
  void theClockIsThatOfTheStore() {
    long before = storeMillis();
    long told = leases().nowMillis();
    assertThat(told).isBetween(before - 1, storeMillis() + 1);
  }
}
