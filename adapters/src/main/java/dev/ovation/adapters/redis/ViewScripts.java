package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.ViewAnswer;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The scripts of the slots that hold actors' views: arguments and answers. Thread-safe. */
final class ViewScripts {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final int ROWS_AT_ONCE = 400;

  private final Redis redis;
  private final Keys keys;
  private final Sizes sizes;
  private final long bucketBytesMax;
  private final int rowsMax;

  // Tokens are chosen here and by no other node: so random that no two are ever the same.
  private final SecureRandom tokens = new SecureRandom();

  /**
   * @param bucketBytesMax of the views in one bucket
   */
  ViewScripts(Redis redis, Keys keys, Sizes sizes, long bucketBytesMax, int rowsMax) {
    this.redis = redis;
    this.keys = keys;
    this.sizes = sizes;
    this.bucketBytesMax = bucketBytesMax;
    this.rowsMax = rowsMax;
  }

  private CompletableFuture<Reply> run(Script script, int bucket, Args args) {
    return redis.run(script, keys.bucket(bucket), args);
  }

  CompletableFuture<ViewAnswer> read(Actor actor, List<TargetKind> targetKinds) {
    Args args = new Args().add(Keys.actor(actor));
    targetKinds.forEach(targetKind -> args.add(Keys.field(targetKind)));
    return run(Script.READ_VIEW, Keys.bucket(actor), args)
        .thenApply(
            reply -> {
              if (reply.isEmpty()) {
                return new ViewAnswer(false, Collections.nCopies(targetKinds.size(), null));
              }
              boolean complete = reply.flag(1);
              List<@Nullable Row> rows = new ArrayList<>(targetKinds.size());
              for (int i = 0; i < targetKinds.size(); i++) {
                byte[] row = reply.bytes(2 + i);
                rows.add(row != null ? Packing.row(ByteBuffer.wrap(row)) : absent(complete));
              }
              return new ViewAnswer(true, rows, reply.number(0));
            });
  }

  /** What a view says of a row that it does not hold. */
  private static @Nullable Row absent(boolean complete) {
    return complete ? Row.NONE : null;
  }

  CompletableFuture<Long> lease(Actor actor) {
    long token = tokens.nextLong();
    Args args = new Args().add(Keys.actor(actor)).add(token).add(LEASE.toMillis());
    return run(Script.LEASE_VIEW, Keys.bucket(actor), args).thenApply(reply -> token);
  }

  CompletableFuture<Boolean> fill(Actor actor, long lease, ActorRows rows) {
    int bucket = Keys.bucket(actor);
    boolean all = rows.complete() && rows.rows().size() <= rowsMax;
    Args args =
        new Args().add(Keys.actor(actor)).add(lease).add(rows.g()).add(all).add(bucketBytesMax);
    rows.rows().entrySet().stream()
        .skip(Math.max(0, rows.rows().size() - rowsMax))
        .forEach(row -> args.add(Keys.field(row.getKey())).add(Packing.row(row.getValue())));
    return run(Script.FILL_VIEW, bucket, args)
        .thenApply(
            reply -> {
              if (!reply.flag(0)) {
                return false;
              }
              sizes.evicted(reply.number(1));
              sizes.bucket(bucket, reply.list(2));
              return true;
            });
  }

  /** Step 2: the rows of one bucket go together. */
  CompletableFuture<Void> confirm(List<RowConfirm> rows) {
    Map<Integer, List<RowConfirm>> byBucket = new TreeMap<>();
    for (RowConfirm row : rows) {
      byBucket
          .computeIfAbsent(Keys.bucket(row.interaction().who()), b -> new ArrayList<>())
          .add(row);
    }
    List<CompletableFuture<Void>> pieces = new ArrayList<>();
    byBucket.forEach(
        (bucket, all) -> {
          for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
            pieces.add(
                confirm(bucket, all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE))));
          }
        });
    return CompletableFuture.allOf(pieces.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> confirm(int bucket, List<RowConfirm> rows) {
    Args args = new Args().add(rowsMax).add(bucketBytesMax);
    for (RowConfirm row : rows) {
      args.add(Keys.actor(row.interaction().who()))
          .add(Keys.field(row.interaction().targetKind()))
          .add(Packing.row(row.row()));
    }
    return run(Script.CONFIRM_VIEWS, bucket, args)
        .thenAccept(
            reply -> {
              sizes.evicted(reply.number(0));
              sizes.bucket(bucket, reply.list(1));
            });
  }
}
