package dev.ovation.core.projection;

import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one counter: the total of its events, each counted as a projector counts it.
 *
 * <p>Where events expire, a checkpoint stands for those that are gone. It was made of what the
 * ledger said at that time, so the log is gone by alone for as long as all of it is there.
 *
 * <p>Not thread-safe.
 */
final class CounterTruth {
  /** Of more totals that other orders make some are not thought of: then the log's order counts. */
  private static final int TOTALS_MAX = 1_000;

  private static final int OTHERS_MAX = 8;

  private final Origin origin;
  private final Map<String, CounterEvent> counted = new HashMap<>();
  private final Map<String, Repeats> repeats = new HashMap<>();
  private long total;

  /** Up to this offset {@link #total} began with what a checkpoint held. */
  private long heldUpTo;

  private boolean isWhole = true;
  private @Nullable String problem;

  /**
   * Where a total begins.
   *
   * @param isShared whether events may be met twice and may expire, as in a log that nodes share
   * @param checkpoint the newest that the ledger has met; null when it has met none
   * @param covered up to this offset all events of all counters are in checkpoints
   */
  record Origin(boolean isShared, @Nullable LedgerCheckpoint checkpoint, long covered) {}

  CounterTruth(Origin origin) {
    this.origin = origin;
  }

  /**
   * The log begins.
   *
   * @param gone up to which offset it has nothing any more
   */
  void begins(long gone) {
    if (!origin.isShared() || gone == 0) {
      return;
    }
    isWhole = false;
    LedgerCheckpoint checkpoint = origin.checkpoint();
    if (checkpoint != null) {
      total = checkpoint.total();
      heldUpTo = checkpoint.h();
    }
    if (gone > Math.max(heldUpTo, origin.covered())) {
      problem =
          "its events up to offset %d have expired, and checkpoints hold them only up to %d"
              .formatted(gone, Math.max(heldUpTo, origin.covered()));
    }
  }

  void add(long offset, CounterEvent event) {
    CounterEvent before = counted.get(event.entryKey());
    boolean counts = Rule.counts(known(counted, event), event);
    if (before != null && origin.isShared() && before.version() != event.version()) {
      repeats.computeIfAbsent(event.entryKey(), key -> new Repeats(before)).add(event, counts);
    }
    if (!counts) {
      return;
    }
    if (event.token() != null || origin.isShared()) {
      counted.put(event.entryKey(), event);
    }
    if (offset > heldUpTo) {
      total += event.by();
    }
  }

  /** What compaction wrote in place of everything before. */
  void restart(CounterCheckpoint checkpoint) {
    total = checkpoint.total();
  }

  private static Row known(Map<String, CounterEvent> counted, CounterEvent event) {
    CounterEvent before = counted.get(event.entryKey());
    return before == null ? Row.NONE : new Row(null, before.version(), before.atMillis(), 0);
  }

  /** How many keys it remembers. */
  int size() {
    return counted.size() + repeats.size();
  }

  /** Whether the log alone made the total. */
  boolean isWhole() {
    return isWhole;
  }

  /** Why the total can't be told; null when it can. */
  @Nullable String problem() {
    return problem;
  }

  /**
   * The total with events that are not among those of the log, or were parked and applied later.
   *
   * @param more with their offsets; {@link Long#MAX_VALUE} for those that have none yet
   */
  long totalWith(List<Placed> more) {
    Map<String, CounterEvent> too = new HashMap<>();
    long sum = total;
    for (Placed placed : more) {
      CounterEvent event = placed.event();
      if (Rule.counts(known(counted, event), event) && Rule.counts(known(too, event), event)) {
        too.put(event.entryKey(), event);
        sum += placed.offset() > heldUpTo ? event.by() : 0;
      }
    }
    return sum;
  }

  /**
   * Whether a ledger that nobody has meddled with may hold this total. Nodes that share a ledger
   * also write to it directly, so it may have met events in another order than the log has them.
   * That makes no difference but where a token came again after its window: as the first of three
   * is a day and an hour older than the last, it depends on which came first how often it counts.
   * The first may never have come to the log, as the second stands for it there: then the ledger
   * has counted another than the log would.
   *
   * @param more what {@link #totalWith} was given, too
   * @param tokens what the ledger knows of keys, in their order
   */
  boolean mayBe(long stored, List<Placed> more, Function<List<String>, List<Row>> tokens) {
    long total = totalWith(more);
    Map<String, Repeats> all = repeatsWith(more);
    if (stored == total || all.isEmpty()) {
      return stored == total;
    }
    List<String> keys = List.copyOf(all.keySet());
    List<Row> known = tokens.apply(keys);
    Set<Long> totals = new HashSet<>(Set.of(total));
    for (int i = 0; i < keys.size() && totals.size() < TOTALS_MAX; i++) {
      Repeats of = Objects.requireNonNull(all.get(keys.get(i)));
      if (of.isOverTheWindow() || countedAnother(keys.get(i), known.get(i))) {
        for (long other : of.others) {
          Set<Long> both = new HashSet<>(totals);
          totals.forEach(each -> both.add(each + other));
          totals = both;
        }
      }
    }
    return totals.contains(stored);
  }

  private boolean countedAnother(String key, Row known) {
    CounterEvent here = counted.get(key);
    return here != null && known.exists() && known.version() != here.version();
  }

  private Map<String, Repeats> repeatsWith(List<Placed> more) {
    if (more.isEmpty() || !origin.isShared()) {
      return repeats;
    }
    Map<String, Repeats> all = new HashMap<>(repeats);
    for (Placed placed : more) {
      CounterEvent event = placed.event();
      CounterEvent before = counted.get(event.entryKey());
      if (before != null && before.version() != event.version()) {
        Repeats known = all.get(event.entryKey());
        Repeats with = known == null ? new Repeats(before) : new Repeats(known);
        with.add(event, Rule.counts(known(counted, event), event));
        all.put(event.entryKey(), with);
      }
    }
    return all;
  }

  /** A token that came more than once. */
  private static final class Repeats {
    private long oldestMillis;
    private long newestMillis;

    /** What a total may have less, of what came after the window; or more, of what came in it. */
    private final List<Integer> others = new ArrayList<>();

    Repeats(CounterEvent first) {
      oldestMillis = Version.millis(first.version());
      newestMillis = oldestMillis;
    }

    Repeats(Repeats before) {
      oldestMillis = before.oldestMillis;
      newestMillis = before.newestMillis;
      others.addAll(before.others);
    }

    void add(CounterEvent event, boolean counts) {
      long millis = Version.millis(event.version());
      oldestMillis = Math.min(oldestMillis, millis);
      newestMillis = Math.max(newestMillis, millis);
      if (others.size() < OTHERS_MAX) {
        others.add(counts ? -event.by() : event.by());
      }
    }

    boolean isOverTheWindow() {
      return newestMillis - oldestMillis > Rule.TOKEN_WINDOW_MILLIS;
    }
  }

  /** An event and where it is. */
  record Placed(long offset, CounterEvent event) {}

  /** Events whose tokens the ledger must know: none of them can have been purged. */
  List<CounterEvent> remembered(long versionMax) {
    long floor = Version.millis(versionMax) - Rule.TOKEN_WINDOW_MILLIS;
    List<CounterEvent> recent = new ArrayList<>();
    for (CounterEvent event : counted.values()) {
      if (Version.millis(event.version()) > floor) {
        recent.add(event);
      }
    }
    return recent;
  }
}
