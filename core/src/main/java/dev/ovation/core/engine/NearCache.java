package dev.ovation.core.engine;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers about (target, kind)s that are young enough to be given again, and questions under way
 * that others may wait for. An answer is as old as its question: its age counts from before that
 * was sent.
 *
 * <p>A question and its answer are one entry, so that {@link #forget} needs no stamps: what was
 * asked before is thrown away with its entry, and its answer then reaches only those who had begun
 * to wait for it.
 *
 * <p>Thread-safe; nothing blocks, and no stranger's code runs under the lock.
 *
 * @param <Q> a question
 * @param <V> its answer
 */
final class NearCache<Q, V> {
  /** Places to remember what was asked once, for each entry: most is never asked again. */
  private static final int ASKED_PER_ENTRY = 8;

  private final long ageNanosMax;
  private final int entriesMax;
  private final TimeSource time;
  private final Function<Q, @Nullable TargetKind> about;
  private final Predicate<V> isWorthKeeping;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /** In the order of their age, guarded by this. */
  private final LinkedHashMap<TargetKind, Entry<V>> entries = new LinkedHashMap<>();

  /** Guarded by this. */
  private final RecentlyAsked asked;

  /** Compared by identity: two questions about the same are two entries. */
  private static final class Entry<V> {
    final long askedNanos;
    final CompletableFuture<V> answer = new CompletableFuture<>();

    Entry(long askedNanos) {
      this.askedNanos = askedNanos;
    }
  }

  /**
   * @param about what a question is about; null when only the store itself may answer it
   * @param isWorthKeeping whether an answer says something that may be said again
   */
  NearCache(
      NearReads.Settings settings,
      TimeSource time,
      Function<Q, @Nullable TargetKind> about,
      Predicate<V> isWorthKeeping) {
    this.ageNanosMax = settings.ageMax().toNanos();
    this.entriesMax = settings.entriesMax();
    this.time = time;
    this.about = about;
    this.isWorthKeeping = isWorthKeeping;
    this.asked = new RecentlyAsked(ageNanosMax, entriesMax * ASKED_PER_ENTRY);
  }

  /**
   * Answers in the order of the questions. What is near is taken, the rest is asked in one go; when
   * that fails, or what was waited for does, so does this.
   *
   * @param ask answers in the order of the questions, too
   */
  CompletableFuture<List<V>> read(
      List<Q> questions, Function<List<Q>, CompletableFuture<List<V>>> ask) {
    Round round = new Round(questions);
    begin(round);
    CompletableFuture<List<V>> answers;
    try {
      answers =
          round.open.isEmpty() ? CompletableFuture.completedFuture(List.of()) : round.ask(ask);
    } catch (RuntimeException e) {
      // Nobody may be left waiting for a question that was never sent.
      answers = CompletableFuture.failedFuture(e);
    }
    return answers.whenComplete(round::settle).thenCompose(round::assemble);
  }

  /** Whoever reads from now on is told nothing that was asked before. */
  synchronized void forget(TargetKind targetKind) {
    entries.remove(targetKind);
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  synchronized int size() {
    return entries.size();
  }

  private synchronized void begin(Round round) {
    long now = time.nanos();
    dropOld(now);
    for (int i = 0; i < round.questions.size(); i++) {
      TargetKind targetKind = about.apply(round.questions.get(i));
      if (targetKind == null) {
        round.open.add(i);
        continue;
      }
      boolean isWanted = asked.again(targetKind, now);
      Entry<V> near = entries.get(targetKind);
      if (near != null) {
        hits.increment();
        round.near.put(i, near.answer);
        continue;
      }
      misses.increment();
      round.open.add(i);
      if (isWanted) {
        Entry<V> promised = new Entry<>(now);
        entries.put(targetKind, promised);
        round.promised.put(i, promised);
      }
    }
    while (entries.size() > entriesMax) {
      entries.pollFirstEntry();
    }
  }

  private void dropOld(long now) {
    Map.Entry<TargetKind, Entry<V>> eldest = entries.firstEntry();
    while (eldest != null && now - eldest.getValue().askedNanos > ageNanosMax) {
      entries.pollFirstEntry();
      eldest = entries.firstEntry();
    }
  }

  private synchronized void drop(TargetKind targetKind, Entry<V> entry) {
    entries.remove(targetKind, entry);
  }

  /** One call: what of it is near, and what is asked. */
  private final class Round {
    final List<Q> questions;
    final Map<Integer, CompletableFuture<V>> near = new LinkedHashMap<>();
    final List<Integer> open = new ArrayList<>();

    /** Of what is asked, that which others may wait for. */
    final Map<Integer, Entry<V>> promised = new LinkedHashMap<>();

    Round(List<Q> questions) {
      this.questions = questions;
    }

    CompletableFuture<List<V>> ask(Function<List<Q>, CompletableFuture<List<V>>> ask) {
      return ask.apply(open.stream().map(questions::get).toList());
    }

    /** Keeps the promises. */
    void settle(@Nullable List<V> answers, @Nullable Throwable failure) {
      for (int o = 0; o < open.size(); o++) {
        Entry<V> entry = promised.get(open.get(o));
        TargetKind targetKind = about.apply(questions.get(open.get(o)));
        if (entry == null || targetKind == null) {
          continue;
        }
        if (answers == null) {
          drop(targetKind, entry);
          entry.answer.completeExceptionally(
              failure == null ? new IllegalStateException("no answer") : failure);
          continue;
        }
        V answer = answers.get(o);
        if (!isWorthKeeping.test(answer)) {
          drop(targetKind, entry);
        }
        entry.answer.complete(answer);
      }
    }

    CompletableFuture<List<V>> assemble(List<V> answers) {
      if (near.isEmpty()) {
        return CompletableFuture.completedFuture(answers);
      }
      return CompletableFuture.allOf(near.values().toArray(CompletableFuture[]::new))
          .thenApply(
              done -> {
                List<V> all = new ArrayList<>(questions.size());
                int next = 0;
                for (int i = 0; i < questions.size(); i++) {
                  CompletableFuture<V> there = near.get(i);
                  all.add(there == null ? answers.get(next++) : there.join());
                }
                return all;
              });
    }
  }
}
