package dev.ovation.core.sim;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leases in memory, by a clock that tests move. Thread-safe. */
public final class SimLeases implements Leases {
  private final TimeSource time;
  private final Map<String, Held> held = new HashMap<>();
  private long tokens;

  /** The last holder of a name; it holds it still until it expires. */
  private record Held(String holder, long token, long untilNanos) {}

  public SimLeases(TimeSource time) {
    this.time = time;
  }

  @Override
  public @Nullable Lease acquire(String name, String holder, Duration ttl) {
    return acquire(name, 0, holder, ttl);
  }

  synchronized @Nullable Lease acquire(String name, int number, String holder, Duration ttl) {
    Held before = held.get(name);
    if (before != null && isHeld(before) && !before.holder().equals(holder)) {
      return null;
    }
    long token = ++tokens;
    held.put(name, new Held(holder, token, time.nanos() + ttl.toNanos()));
    return new Lease(name, number, token);
  }

  private boolean isHeld(Held lease) {
    return time.nanos() - lease.untilNanos() < 0;
  }

  @Override
  public synchronized @Nullable Lease acquireNumber(
      String group, int numbers, String holder, Duration ttl) {
    int longest = -1;
    long freeSince = Long.MAX_VALUE;
    for (int number = 0; number < numbers; number++) {
      Held before = held.get(group + "/" + number);
      if (before == null) {
        return acquire(group + "/" + number, number, holder, ttl);
      }
      if (!isHeld(before) && before.untilNanos() < freeSince) {
        longest = number;
        freeSince = before.untilNanos();
      }
    }
    return longest < 0 ? null : acquire(group + "/" + longest, longest, holder, ttl);
  }

  @Override
  public synchronized boolean renew(Lease lease, Duration ttl) {
    Held now = held.get(lease.name());
    if (now == null || now.token() != lease.token() || !isHeld(now)) {
      return false;
    }
    held.put(lease.name(), new Held(now.holder(), now.token(), time.nanos() + ttl.toNanos()));
    return true;
  }

  @Override
  public synchronized void release(Lease lease) {
    Held now = held.get(lease.name());
    if (now != null && now.token() == lease.token() && isHeld(now)) {
      held.put(lease.name(), new Held(now.holder(), now.token(), time.nanos()));
    }
  }

  @Override
  public long nowMillis() {
    return time.millis();
  }
}
