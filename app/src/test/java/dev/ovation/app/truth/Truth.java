package dev.ovation.app.truth;

import dev.ovation.app.truth.TargetTruth.Moment;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.TargetKind;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What everything must show, what was found otherwise, and how much was looked at. Thread-safe. */
final class Truth {
  private static final int RECENT = 512;
  private static final int FINDINGS_MAX = 20;

  private final Map<TargetKind, TargetTruth> targets = new ConcurrentHashMap<>();
  private final ArrayDeque<Interaction> recent = new ArrayDeque<>(); // Guarded by itself.
  private final Queue<String> findings = new ConcurrentLinkedQueue<>();

  /** How much was looked at. */
  final Map<String, LongAdder> tally = new ConcurrentHashMap<>();

  TargetTruth of(TargetKind targetKind) {
    return targets.computeIfAbsent(targetKind, k -> new TargetTruth());
  }

  Moment now(TargetKind targetKind) {
    return of(targetKind).now();
  }

  Moment now(TargetKind targetKind, String actor) {
    return of(targetKind).now(actor);
  }

  void wrote(Interaction interaction) {
    synchronized (recent) {
      recent.addLast(interaction);
      if (recent.size() > RECENT) {
        recent.removeFirst();
      }
    }
  }

  /** One of those written last, which the ledger most likely does not have; or the one given. */
  Interaction recent(SplittableRandom random, Interaction otherwise) {
    synchronized (recent) {
      int at = random.nextInt(RECENT);
      for (Interaction interaction : recent) {
        if (at-- == 0) {
          return interaction;
        }
      }
      return otherwise;
    }
  }

  void count(String what) {
    tally.computeIfAbsent(what, k -> new LongAdder()).increment();
  }

  void found(String what) {
    count("wrong");
    if (findings.size() < FINDINGS_MAX) {
      findings.add(what);
    }
  }

  boolean isWrong() {
    return !findings.isEmpty();
  }

  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Counts of all that is answered, for when nobody writes. */
  Counts counts(TargetKind targetKind) {
    Moment now = now(targetKind);
    Map<String, Long> counts = new HashMap<>(now.counts());
    if (now.total() > 0) {
      counts.put(targetKind.kind(), now.total());
    }
    return Counts.of(counts);
  }
}
