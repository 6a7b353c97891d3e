package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads counts from the hot store and fills what is cold from the ledger. A fill can be refused
 * while a commit of that target is being confirmed; it is then tried again for a moment.
 */
final class CountsReader {
  private static final int TRIES_MAX = 12;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  private final Ports ports;
  private final Slots slots;

  CountsReader(Ports ports, Slots slots) {
    this.ports = ports;
    this.slots = slots;
  }

  /** The counts, in order; null where no view can tell. The future does not fail. */
  CompletableFuture<List<@Nullable Counts>> read(List<TargetKind> targetKinds) {
    Reading reading = new Reading(targetKinds);
    reading.look();
    return reading.result;
  }

  /** Installs the base that a ledger answer holds. */
  CompletableFuture<Boolean> install(TargetKind targetKind, LedgerAnswer answer) {
    Counts counts = answer.counts();
    return counts == null
        ? CompletableFuture.completedFuture(false)
        : ports
            .hot()
            .fillBase(
                targetKind, new BaseSnapshot(counts, answer.n(), answer.h(), answer.touchedN()));
  }

  private final class Reading {
    final CompletableFuture<List<@Nullable Counts>> result = new CompletableFuture<>();
    private final List<TargetKind> targetKinds;
    private final List<@Nullable Counts> found;
    private final Set<Integer> cold = new HashSet<>();
    private int tries;
    private Duration pause = FIRST_PAUSE;

    Reading(List<TargetKind> targetKinds) {
      this.targetKinds = targetKinds;
      this.found = new ArrayList<>();
      for (int i = 0; i < targetKinds.size(); i++) {
        found.add(null);
      }
    }

    private List<Integer> missing() {
      List<Integer> missing = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        if (found.get(i) == null && !cold.contains(i)) {
          missing.add(i);
        }
      }
      return missing;
    }

    void look() {
      List<Integer> missing = missing();
      List<HotQuery> queries =
          missing.stream().map(i -> new HotQuery(targetKinds.get(i), null)).toList();
      Futures.whenDone(
          slots.read(queries),
          answers -> {
            List<Integer> coldNow = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
              found.set(missing.get(i), answers.get(i).counts());
              if (answers.get(i).isCold()) {
                coldNow.add(missing.get(i));
              }
            }
            if (coldNow.isEmpty()) {
              next();
            } else {
              readCold(coldNow);
            }
          },
          this::stop);
    }

    /** What is cold can't be filled; the ledger says what it can, once. */
    private void readCold(List<Integer> coldNow) {
      cold.addAll(coldNow);
      List<LedgerQuery> queries =
          coldNow.stream().map(i -> new LedgerQuery(targetKinds.get(i), null, true)).toList();
      Futures.whenDone(
          slots.readCold(queries),
          answers -> {
            for (int i = 0; i < answers.size(); i++) {
              found.set(coldNow.get(i), answers.get(i).counts());
            }
            next();
          },
          failure -> next());
    }

    private void next() {
      List<Integer> missing = missing();
      if (missing.isEmpty() || tries >= TRIES_MAX) {
        result.complete(found);
        return;
      }
      tries++;
      if (tries <= 2) {
        fill(missing);
      } else {
        ports.timer().after(pause, () -> fill(missing));
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
      }
    }

    private void fill(List<Integer> missing) {
      List<LedgerQuery> queries =
          missing.stream().map(i -> new LedgerQuery(targetKinds.get(i), null, true)).toList();
      Futures.whenDone(
          ports.ledger().read(queries),
          answers -> {
            List<CompletableFuture<Boolean>> fills = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
              fills.add(install(targetKinds.get(missing.get(i)), answers.get(i)));
            }
            Futures.whenDone(
                CompletableFuture.allOf(fills.toArray(CompletableFuture[]::new)),
                done -> look(),
                this::stop);
          },
          this::stop);
    }

    /** What could not be read stays null, which says so. */
    private void stop(OvationException failure) {
      result.complete(found);
    }
  }
}
