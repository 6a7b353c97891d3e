package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The scripts of a partition's slot that every node runs: arguments and answers. Thread-safe. */
final class PartitionScripts {
  private static final int SWEPT_AT_ONCE = 500;

  private final Redis redis;
  private final Keys keys;
  private final Sizes sizes;
  private final long baseBytesMax;
  private final List<Gatherer<List<HotQuery>, List<HotAnswer>>> reads = new ArrayList<>();
  private final List<Gatherer<Application, Applied>> applications = new ArrayList<>();

  /** What {@link #apply} is asked. */
  private record Application(Event event, long offset, Row hint, long n0, boolean force) {}

  /**
   * @param baseBytesMax of one partition
   */
  PartitionScripts(Redis redis, Keys keys, Sizes sizes, int partitions, long baseBytesMax) {
    this.redis = redis;
    this.keys = keys;
    this.sizes = sizes;
    this.baseBytesMax = baseBytesMax;
    for (int p = 0; p < partitions; p++) {
      int partition = p;
      reads.add(new Gatherer<>(all -> readAll(partition, all), List::size, redis.waiting()));
      applications.add(new Gatherer<>(all -> applyAll(partition, all), one -> 1, redis.waiting()));
    }
  }

  private CompletableFuture<Reply> run(Script script, int partition, Args args) {
    return redis.run(script, keys.partition(partition), args);
  }

  CompletableFuture<Standing> standing(int partition) {
    return run(Script.STANDING, partition, new Args())
        .thenApply(
            reply -> {
              if (reply.size() == 1) {
                sizes.cold(partition);
                return new Standing.Vacant(reply.runId(), reply.number(0));
              }
              sizes.partition(partition, reply.list(4));
              return new Standing.At(place(reply, 0));
            });
  }

  /** A place, as scripts tell it: four values. */
  static Place place(Reply reply, int at) {
    return new Place(
        reply.number(at), reply.number(at + 1), reply.number(at + 2), version(reply, at + 3));
  }

  private static long version(Reply reply, int at) {
    byte[] bytes = reply.bytes(at);
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  CompletableFuture<Needed> need(int partition, long n) {
    return run(Script.NEED, partition, new Args().add(n))
        .thenApply(reply -> Needed.valueOf(reply.text(0)));
  }

  /**
   * Takes away, in the background and piece by piece, what earlier places left. Whoever is told
   * next that there is something goes on where this one failed.
   */
  void sweepIf(boolean leftovers, int partition) {
    if (leftovers) {
      var _ =
          run(Script.SWEEP, partition, new Args().add(SWEPT_AT_ONCE))
              .thenAccept(reply -> sweepIf(reply.flag(0), partition));
    }
  }

  /** Several questions to one partition, seen at one instant. */
  CompletableFuture<List<HotAnswer>> read(int partition, List<HotQuery> queries) {
    return reads.get(partition).ask(queries);
  }

  private CompletableFuture<List<List<HotAnswer>>> readAll(
      int partition, List<List<HotQuery>> callers) {
    Args args = new Args();
    for (List<HotQuery> queries : callers) {
      for (HotQuery query : queries) {
        String key = query.key();
        args.add(Keys.target(query.targetKind())).add(key == null ? "" : key);
      }
    }
    return run(Script.READ, partition, args)
        .thenApply(
            reply -> {
              if (reply.isEmpty()) {
                sizes.cold(partition);
              } else {
                sizes.partition(partition, reply.list(3));
              }
              List<List<HotAnswer>> answers = new ArrayList<>(callers.size());
              int at = 4;
              for (List<HotQuery> queries : callers) {
                List<HotAnswer> ofCaller = new ArrayList<>(queries.size());
                for (HotQuery query : queries) {
                  ofCaller.add(
                      answered(reply.isEmpty() ? HotAnswer.COLD : answer(query, reply, at)));
                  at += 2;
                }
                answers.add(ofCaller);
              }
              return answers;
            });
  }

  private HotAnswer answered(HotAnswer answer) {
    sizes.looked(answer.counts() != null);
    return answer;
  }

  private static HotAnswer answer(HotQuery query, Reply reply, int at) {
    byte[] entry = reply.bytes(at);
    String key = query.key();
    return new HotAnswer(
        reply.number(1),
        entry == null || key == null ? null : Packing.entry(entry, query.targetKind(), key),
        counts(reply, at + 1),
        reply.number(0),
        version(reply, 2));
  }

  private static @Nullable Counts counts(Reply reply, int at) {
    byte[] base = reply.bytes(at);
    return base == null ? null : Packing.counts(base);
  }

  CompletableFuture<@Nullable List<HotEntry>> entries(int partition, TargetKind targetKind) {
    return run(Script.ENTRIES, partition, new Args().add(Keys.target(targetKind)))
        .<@Nullable List<HotEntry>>thenApply(
            reply -> {
              if (reply.isEmpty()) {
                return null;
              }
              List<HotEntry> entries = new ArrayList<>();
              reply.pairs(
                  0,
                  (key, entry) ->
                      entries.add(new HotEntry(key, Packing.entry(entry, targetKind, key))));
              return entries;
            });
  }

  CompletableFuture<Applied> apply(
      int partition, Event event, long offset, Row hint, long n0, boolean force) {
    return applications.get(partition).ask(new Application(event, offset, hint, n0, force));
  }

  private CompletableFuture<List<Applied>> applyAll(int partition, List<Application> all) {
    Args args = new Args();
    for (Application one : all) {
      args.add(Keys.target(one.event().targetKind()))
          .add(one.event().entryKey())
          .add(Packing.pending(one.event(), one.offset(), false))
          .add(Packing.row(one.hint()))
          .add(one.n0())
          .add(one.force());
    }
    return run(Script.APPLY, partition, args)
        .thenApply(
            reply -> {
              if (reply.isEmpty()) {
                sizes.cold(partition);
                return Collections.nCopies(all.size(), new Applied.Cold());
              }
              sizes.partition(partition, reply.list(0));
              List<Applied> answers = new ArrayList<>(all.size());
              for (int i = 0; i < all.size(); i++) {
                answers.add(applied(reply, 1 + 2 * i));
              }
              return answers;
            });
  }

  private static Applied applied(Reply reply, int at) {
    return switch (reply.text(at)) {
      case "TOO_OLD" -> new Applied.HintTooOld();
      case "OVERTAKEN" -> new Applied.Overtaken(counts(reply, at + 1));
      case "CHANGED" -> new Applied.Visible(Effect.CHANGED, counts(reply, at + 1));
      case "UNCHANGED" -> new Applied.Visible(Effect.UNCHANGED, counts(reply, at + 1));
      case "UNKNOWN" -> new Applied.Visible(Effect.UNKNOWN, counts(reply, at + 1));
      default -> throw new IllegalStateException("apply answered " + reply.text(at));
    };
  }

  CompletableFuture<Boolean> fillBase(int partition, TargetKind targetKind, BaseSnapshot snapshot) {
    Args args =
        new Args()
            .add(Keys.target(targetKind))
            .add(snapshot.n())
            .add(snapshot.touchedN())
            .add(baseBytesMax);
    snapshot.counts().byValue().forEach((value, count) -> args.add(value).add(count));
    return run(Script.FILL_BASE, partition, args)
        .thenApply(
            reply -> {
              if (!reply.flag(0)) {
                return false;
              }
              sizes.evicted(reply.number(1));
              sizes.partition(partition, reply.list(2));
              return true;
            });
  }
}
