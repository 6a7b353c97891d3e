package dev.ovation.core.engine;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger where the hot store can't tell. Everything that was answered is in the log or in
 * the ledger; so a ledger that has projected all that the log holds now holds all that was answered
 * until now.
 */
final class LedgerBarrier {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
  private static final Duration PAUSE_MAX = Duration.ofMillis(100);

  private final Ports ports;
  private final ClusterLedger ledger;

  LedgerBarrier(Ports ports, ClusterLedger ledger) {
    this.ports = ports;
    this.ledger = ledger;
  }

  /**
   * Answers, in order, once the ledger holds all that was answered when this was called. Fails with
   * {@link ErrorCode#LOG_UNAVAILABLE} when the log's end can't be found out, and with {@link
   * ErrorCode#LEDGER_UNAVAILABLE} when the ledger can't be asked or does not get there in time.
   */
  CompletableFuture<List<ColdAnswer>> read(List<LedgerQuery> queries, Duration patience) {
    Set<Integer> partitions = new LinkedHashSet<>();
    queries.forEach(query -> partitions.add(partition(query.targetKind())));
    return ends(partitions).thenCompose(ends -> read(queries, ends, patience));
  }

  /** Answers once the ledger has projected an offset of the query's partition. */
  CompletableFuture<ColdAnswer> readFrom(LedgerQuery query, long offset, Duration patience) {
    return read(List.of(query), Map.of(partition(query.targetKind()), offset), patience)
        .thenApply(List::getFirst);
  }

  /** Completes with true once the ledger holds all that was answered, in every partition. */
  CompletableFuture<Boolean> passes(Collection<Integer> partitions, Duration patience) {
    return ends(partitions)
        .thenCompose(
            ends ->
                new Poll<List<LedgerPosition>>(patience) {
                  @Override
                  CompletableFuture<List<LedgerPosition>> ask() {
                    return ledger.positions();
                  }

                  @Override
                  boolean isFarEnough(List<LedgerPosition> positions) {
                    return ends.entrySet().stream()
                        .allMatch(end -> positions.get(end.getKey()).h() >= end.getValue());
                  }
                }.start())
        .handle((positions, failure) -> failure == null);
  }

  private CompletableFuture<List<ColdAnswer>> read(
      List<LedgerQuery> queries, Map<Integer, Long> ends, Duration patience) {
    return new Poll<List<ColdAnswer>>(patience) {
      @Override
      CompletableFuture<List<ColdAnswer>> ask() {
        return ledger.readCold(queries);
      }

      @Override
      boolean isFarEnough(List<ColdAnswer> answers) {
        for (int i = 0; i < answers.size(); i++) {
          long end = ends.getOrDefault(partition(queries.get(i).targetKind()), 0L);
          if (answers.get(i).answer().h() < end) {
            return false;
          }
        }
        return true;
      }
    }.start();
  }

  private int partition(TargetKind targetKind) {
    return ports.partitioner().partition(targetKind);
  }

  private CompletableFuture<Map<Integer, Long>> ends(Collection<Integer> partitions) {
    List<Integer> asked = List.copyOf(partitions);
    List<CompletableFuture<Long>> ends = new ArrayList<>();
    asked.forEach(partition -> ends.add(ports.log().endNow(partition)));
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<Integer, Long> byPartition = new HashMap<>();
              for (int i = 0; i < asked.size(); i++) {
                byPartition.put(asked.get(i), ends.get(i).join());
              }
              return byPartition;
            });
  }

  /** Asks again and again, less and less often, until the ledger is far enough. */
  private abstract class Poll<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final long deadlineNanos;
    private Duration pause = FIRST_PAUSE;

    Poll(Duration patience) {
      this.deadlineNanos = ports.time().nanos() + patience.toNanos();
    }

    abstract CompletableFuture<T> ask();

    abstract boolean isFarEnough(T answer);

    CompletableFuture<T> start() {
      // Whoever projects here need not let events gather while somebody waits for them.
      ports.hurry().run();
      attempt();
      return result;
    }

    private void attempt() {
      Futures.whenDone(
          ask(),
          answer -> {
            if (isFarEnough(answer)) {
              result.complete(answer);
            } else {
              again(null);
            }
          },
          this::again);
    }

    private void again(@Nullable OvationException failure) {
      if (ports.time().nanos() - deadlineNanos >= 0) {
        result.completeExceptionally(
            failure != null
                ? failure
                : new OvationException(
                    ErrorCode.LEDGER_UNAVAILABLE,
                    "the hot store is cold and the ledger is behind the log; repeat later"));
        return;
      }
      ports.timer().after(pause, this::attempt);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
    }
  }
}
