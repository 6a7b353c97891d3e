package dev.ovation.app.export;

import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two ledgers by their counts and the digests beside these, without reading a row: what
 * holds the same rows has the same digests. Both are read in one order, so it holds little at a
 * time. For one comparison, by one thread; the other ledger is read by a second one.
 */
public final class LedgerComparison implements LedgerExport.Sink {
  private static final int HELD = 1_000;
  private static final long POLL_MILLIS = 10;
  private static final Comparator<Counted> ORDER =
      Comparator.comparing(Counted::of, LedgerExport.ORDER).thenComparing(Counted::value);

  private final Consumer<Difference> found;
  private final BlockingQueue<Counted> others = new LinkedBlockingQueue<>(HELD);
  private final CompletableFuture<List<LedgerPosition>> otherStands = new CompletableFuture<>();
  private final CompletableFuture<Void> otherRead;
  private volatile boolean over;

  private @Nullable Counted other;
  private List<LedgerPosition> stands = List.of();
  private long compared;
  private long differing;
  private long notSummed;

  private LedgerComparison(LedgerExport with, Executor blocking, Consumer<Difference> found) {
    this.found = found;
    this.otherRead = CompletableFuture.runAsync(() -> with.counts(new Handing()), blocking);
  }

  /** One count of one ledger. */
  private record Counted(TargetKind of, String value, Sum sum) {}

  /**
   * What is not the same.
   *
   * @param one null where the first ledger has no such count
   * @param other null where the second has none
   */
  public record Difference(TargetKind of, String value, @Nullable Sum one, @Nullable Sum other) {}

  /**
   * What a comparison came to.
   *
   * @param notSummed counts whose totals agree and whose digests could not be compared, because a
   *     ledger was made before it kept them
   * @param atOnePlace whether both ledgers had projected the same of the log; else differences may
   *     be nothing but that
   */
  public record Result(long compared, long differing, long notSummed, boolean atOnePlace) {}

  /**
   * Compares.
   *
   * @param blocking runs the second reader
   * @param found told what differs, in order
   * @throws dev.ovation.core.port.OvationException as the ledgers fail
   */
  public static Result compare(
      LedgerExport one, LedgerExport with, Executor blocking, Consumer<Difference> found) {
    LedgerComparison comparison = new LedgerComparison(with, blocking, found);
    try {
      one.counts(comparison);
      return comparison.result();
    } finally {
      comparison.over = true;
    }
  }

  private Result result() {
    Counted rest = next();
    while (rest != null) {
      tell(new Difference(rest.of(), rest.value(), null, rest.sum()));
      other = null;
      rest = next();
    }
    return new Result(
        compared, differing, notSummed, places(stands).equals(places(otherStands.join())));
  }

  private static List<Long> places(List<LedgerPosition> positions) {
    return positions.stream().map(LedgerPosition::h).toList();
  }

  @Override
  public void positions(List<LedgerPosition> positions) {
    stands = positions;
  }

  @Override
  public void count(TargetKind targetKind, String value, Sum sum) {
    Counted mine = new Counted(targetKind, value, sum);
    Counted beside = next();
    while (beside != null && ORDER.compare(beside, mine) < 0) {
      tell(new Difference(beside.of(), beside.value(), null, beside.sum()));
      other = null;
      beside = next();
    }
    if (beside == null || ORDER.compare(beside, mine) > 0) {
      tell(new Difference(targetKind, value, sum, null));
      return;
    }
    other = null;
    compared++;
    if (differ(sum, beside.sum())) {
      differing++;
      found.accept(new Difference(targetKind, value, sum, beside.sum()));
    } else if (sum.digest() == null || beside.sum().digest() == null) {
      notSummed++;
    }
  }

  private static boolean differ(Sum one, Sum other) {
    RowDigest digest = one.digest();
    RowDigest otherDigest = other.digest();
    return one.total() != other.total()
        || (digest != null && otherDigest != null && !digest.equals(otherDigest));
  }

  private void tell(Difference difference) {
    compared++;
    differing++;
    found.accept(difference);
  }

  @Override
  public void row(RowItem row) {
    throw new IllegalStateException("no rows were asked for");
  }

  /** The other ledger's count that is not dealt with yet; null at its end. */
  private @Nullable Counted next() {
    try {
      while (other == null && !(otherRead.isDone() && others.isEmpty())) {
        other = others.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (other == null) {
      otherRead.join();
    }
    return other;
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while comparing", e);
  }

  /** Hands the other ledger's counts over, and waits while there are enough. */
  private final class Handing implements LedgerExport.Sink {
    @Override
    public void positions(List<LedgerPosition> positions) {
      otherStands.complete(positions);
    }

    @Override
    public void count(TargetKind targetKind, String value, Sum sum) {
      Counted counted = new Counted(targetKind, value, sum);
      try {
        while (!others.offer(counted, POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          if (over) {
            throw new IllegalStateException("nobody compares any more");
          }
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }

    @Override
    public void row(RowItem row) {
      throw new IllegalStateException("no rows were asked for");
    }
  }
}
