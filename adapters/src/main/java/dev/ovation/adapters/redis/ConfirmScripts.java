package dev.ovation.adapters.redis;

import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.HotStore.TargetConfirm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The scripts by which a partition's owner confirms commits to its slot. A server runs one script
 * at a time, so what would take long is cut into pieces; each target but the largest stays in one
 * piece. Thread-safe.
 */
final class ConfirmScripts {
  /** Rows of one script; a few milliseconds. */
  private static final int ROWS_AT_ONCE = 400;

  /** What a target costs beside its rows. */
  private static final int ROWS_PER_TARGET = 3;

  /** A target with more rows than this loses its base, and is confirmed in pieces. */
  private static final int ROWS_OF_A_TARGET_MAX = 4_000;

  private static final int TRIMMED_AT_ONCE = 1_000;

  private static final byte[] NOTHING = {};

  private final Redis redis;
  private final Keys keys;
  private final Sizes sizes;
  private final PartitionScripts partitions;

  ConfirmScripts(Redis redis, Keys keys, Sizes sizes, PartitionScripts partitions) {
    this.redis = redis;
    this.keys = keys;
    this.sizes = sizes;
    this.partitions = partitions;
  }

  /** Step 1. */
  CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    List<CompletableFuture<Confirmed>> pieces = new ArrayList<>();
    Args args = head(commit);
    int cost = 0;
    for (TargetConfirm target : targets) {
      int rows = target.rows().size() + target.parked().size();
      if (rows > ROWS_OF_A_TARGET_MAX) {
        cut(target).forEach(piece -> pieces.add(run(commit, add(head(commit), piece, false))));
        continue;
      }
      if (cost > 0 && cost + rows > ROWS_AT_ONCE) {
        pieces.add(run(commit, args));
        args = head(commit);
        cost = 0;
      }
      add(args, target, true);
      cost += rows + ROWS_PER_TARGET;
    }
    if (cost > 0 || pieces.isEmpty()) {
      pieces.add(run(commit, args));
    }
    return CompletableFuture.allOf(pieces.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                pieces.stream()
                    .map(CompletableFuture::join)
                    .filter(confirmed -> confirmed != Confirmed.DONE)
                    .findFirst()
                    .orElse(Confirmed.DONE));
  }

  private static List<TargetConfirm> cut(TargetConfirm target) {
    List<TargetConfirm> pieces = new ArrayList<>();
    List<KeyedRow> rows = target.rows();
    for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
      List<KeyedRow> piece = rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE));
      pieces.add(new TargetConfirm(target.targetKind(), target.counts(), piece, List.of()));
    }
    List<ParkedEvent> parked = target.parked();
    for (int from = 0; from < parked.size(); from += ROWS_AT_ONCE) {
      List<ParkedEvent> piece = parked.subList(from, Math.min(parked.size(), from + ROWS_AT_ONCE));
      pieces.add(new TargetConfirm(target.targetKind(), target.counts(), List.of(), piece));
    }
    return pieces;
  }

  private static Args head(Commit commit) {
    return new Args().add(commit.g()).add(commit.from()).add(commit.n()).add(commit.h());
  }

  private static Args add(Args args, TargetConfirm target, boolean countsTold) {
    args.add(Keys.target(target.targetKind()))
        .add(countsTold)
        .add(target.counts().byValue().size())
        .add(target.rows().size())
        .add(target.parked().size());
    target.counts().byValue().forEach((value, count) -> args.add(value).add(count));
    for (KeyedRow row : target.rows()) {
      args.add(row.key()).add(Packing.row(row.row()));
    }
    for (ParkedEvent parked : target.parked()) {
      args.add(parked.event().entryKey())
          .add(Packing.pending(parked.event(), parked.offset(), true))
          .add(Packing.row(parked.row()));
    }
    return args;
  }

  /** After step 1: letters that are parked no more. */
  CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    Args args = head(commit);
    for (SettledEvent one : settled) {
      args.add(Keys.target(one.event().targetKind()))
          .add(one.event().entryKey())
          .add(Packing.pending(one.event(), one.offset(), true));
      ParkedEvent next = one.next();
      args.add(next == null ? NOTHING : Packing.pending(next.event(), next.offset(), true));
    }
    return run(Script.CONFIRM_SETTLED, commit, args);
  }

  private CompletableFuture<Confirmed> run(Commit commit, Args args) {
    return run(Script.CONFIRM_TARGETS, commit, args);
  }

  private CompletableFuture<Confirmed> run(Script script, Commit commit, Args args) {
    return redis
        .run(script, keys.partition(commit.partition()), args)
        .thenApply(
            reply -> {
              Confirmed confirmed = Confirmed.valueOf(reply.text(0));
              if (confirmed == Confirmed.DONE) {
                sizes.partition(commit.partition(), reply.list(1));
              }
              return confirmed;
            });
  }

  /** Step 3. */
  CompletableFuture<Void> confirmPlace(Commit commit) {
    Args args = head(commit).add(Packing.version(commit.version())).add(TRIMMED_AT_ONCE);
    return redis
        .run(Script.CONFIRM_PLACE, keys.partition(commit.partition()), args)
        .thenCompose(
            reply -> {
              if (reply.size() > 2) {
                partitions.sweepIf(reply.flag(2), commit.partition());
              }
              return trimmed(commit, reply);
            });
  }

  /** Goes on trimming while there is more. */
  private CompletableFuture<Void> trimmed(Commit commit, Reply reply) {
    if (reply.size() > 1) {
      sizes.partition(commit.partition(), reply.list(1));
    }
    if (!reply.flag(0)) {
      return CompletableFuture.completedFuture(null);
    }
    Args args = new Args().add(commit.g()).add(TRIMMED_AT_ONCE);
    return redis
        .run(Script.TRIM, keys.partition(commit.partition()), args)
        .thenCompose(more -> trimmed(commit, more));
  }
}
