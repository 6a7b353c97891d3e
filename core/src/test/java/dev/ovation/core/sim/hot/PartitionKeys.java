package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.EntryState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All keys of one partition's slot. Place and need are keys with fixed names; everything else is
 * named after the generation of the place it belongs to, so that what an earlier place left behind
 * is not found.
 */
final class PartitionKeys {
  @Nullable StoredPlace place;
  @Nullable StoredNeed need;

  /** The highest epoch of an owner that has claimed the partition. It outlives places and runs. */
  long claimedEpoch;

  private Contents contents = new Contents(-1);

  /**
   * A place as stored.
   *
   * @param runId the run of the server that it was written on
   * @param floor the highest commit number of a row whose entry was trimmed
   * @param startedN the newest confirm that has begun
   * @param startedH its offset
   * @param until when it ceases to count, by the server's clock
   */
  record StoredPlace(
      String runId,
      long g,
      long n,
      long h,
      long version,
      long floor,
      long startedN,
      long startedH,
      long until) {
    StoredPlace started(long newN, long newH) {
      return new StoredPlace(
          runId,
          g,
          n,
          h,
          version,
          floor,
          Math.max(startedN, newN),
          Math.max(startedH, newH),
          until);
    }

    StoredPlace at(long newN, long newH, long newVersion) {
      return new StoredPlace(
          runId, g, newN, newH, Math.max(version, newVersion), floor, startedN, startedH, until);
    }

    StoredPlace trimmedTo(long n) {
      return new StoredPlace(
          runId, g, this.n, h, version, Math.max(floor, n), startedN, startedH, until);
    }

    StoredPlace renewed(long newUntil) {
      return new StoredPlace(
          runId, g, n, h, version, floor, startedN, startedH, Math.max(until, newUntil));
    }

    StoredPlace dropped() {
      return new StoredPlace(runId, g, n, h, version, floor, startedN, startedH, 0);
    }
  }

  /** The newest commit that something was answered by while there was no place. */
  record StoredNeed(String runId, long n) {}

  /** The keys of one generation. */
  static final class Contents {
    final long g;
    final Map<TargetKind, Target> targets = new LinkedHashMap<>();
    final ArrayDeque<Trimmable> trimmables = new ArrayDeque<>();
    final List<Late> late = new ArrayList<>();

    Contents(long g) {
      this.g = g;
    }

    Target target(TargetKind targetKind) {
      return targets.computeIfAbsent(targetKind, k -> new Target());
    }
  }

  /** The keys of one (target, kind). */
  static final class Target {
    @Nullable Base base;

    /** When the base was used last: the one that waited longest is evicted first. */
    long used;

    final Map<String, EntryState> entries = new LinkedHashMap<>();
  }

  /** Counts as of a commit. */
  record Base(Counts counts, long n, long h) {
    long bytes() {
      return 320 + 160L * counts.byValue().size();
    }
  }

  /** An entry that may go once the place is far enough. */
  record Trimmable(long n, TargetKind targetKind, String key) {}

  /** An event that the place settles: it came after its own confirm had begun, or is parked. */
  record Late(TargetKind targetKind, Event event, long offset) {}

  /** The keys that belong to a generation. */
  Contents contents(long g) {
    if (contents.g != g) {
      contents = new Contents(g);
    }
    return contents;
  }

  /** Whatever there is, for sizes and eviction. */
  Contents stored() {
    return contents;
  }

  /** What a snapshot of the server holds of this slot. */
  PartitionKeys copy() {
    PartitionKeys copy = new PartitionKeys();
    copy.place = place;
    copy.need = need;
    copy.claimedEpoch = claimedEpoch;
    copy.contents = new Contents(contents.g);
    contents.targets.forEach(
        (targetKind, target) -> {
          Target to = copy.contents.target(targetKind);
          to.base = target.base;
          to.used = target.used;
          to.entries.putAll(target.entries);
        });
    copy.contents.trimmables.addAll(contents.trimmables);
    copy.contents.late.addAll(contents.late);
    return copy;
  }
}
