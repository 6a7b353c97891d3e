package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.HotInspection.LoadedPage;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.HotEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scripts by which all that is loaded is gone through. They go slot by slot, by the sets in
 * which each slot keeps what it has: so nothing of a server is looked at that is not ours, and a
 * slot that moves to another server is followed like any other call. Thread-safe.
 */
final class InspectionScripts {
  private final Redis redis;
  private final Keys keys;
  private final int partitions;

  InspectionScripts(Redis redis, Keys keys, int partitions) {
    this.redis = redis;
    this.keys = keys;
    this.partitions = partitions;
  }

  // ---- what is loaded ------------------------------------------------------------------------

  /**
   * Where a list stands.
   *
   * @param part 0 to P - 1 the targets with a base of each partition, then to 2P - 1 those with
   *     entries, then the buckets of actors
   * @param scan where the server's own scan of that set goes on
   */
  private record Cursor(int part, String scan) {
    static final String START = "0";

    static Cursor of(@Nullable String text) {
      if (text == null) {
        return new Cursor(0, START);
      }
      int colon = text.indexOf(':');
      return new Cursor(Integer.parseInt(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** Null at the end of the last part. */
    @Nullable String after(String scanned, int parts) {
      Cursor next = scanned.equals(START) ? new Cursor(part + 1, START) : new Cursor(part, scanned);
      return next.part < parts ? next.part + ":" + next.scan : null;
    }
  }

  CompletableFuture<LoadedPage> loaded(@Nullable String text, int itemsMax) {
    Cursor cursor = Cursor.of(text);
    int part = cursor.part();
    if (part >= 2 * partitions) {
      Args args = new Args().add(cursor.scan()).add(itemsMax);
      return redis
          .run(Script.LOADED_ACTORS, keys.bucket(part - 2 * partitions), args)
          .thenApply(
              reply -> new LoadedPage(List.of(), told(reply, Keys::actorOf), next(cursor, reply)));
    }
    Args args = new Args().add(part < partitions ? "b" : "e").add(cursor.scan()).add(itemsMax);
    return redis
        .run(Script.LOADED_TARGETS, keys.partition(part % partitions), args)
        .thenApply(
            reply -> new LoadedPage(told(reply, Keys::targetOf), List.of(), next(cursor, reply)));
  }

  private @Nullable String next(Cursor cursor, Reply reply) {
    String scanned = reply.isEmpty() ? Cursor.START : reply.text(0);
    return cursor.after(scanned, 2 * partitions + Keys.BUCKETS);
  }

  private static <T> List<T> told(Reply reply, Function<String, T> of) {
    if (reply.isEmpty()) {
      return List.of();
    }
    List<T> all = new ArrayList<>();
    for (Object item : reply.list(1)) {
      if (item != null) {
        all.add(of.apply(Reply.text(item)));
      }
    }
    return all;
  }

  // ---- what it holds -------------------------------------------------------------------------

  CompletableFuture<@Nullable HotSlot> slot(int partition, TargetKind targetKind) {
    return redis
        .run(Script.SLOT, keys.partition(partition), new Args().add(Keys.target(targetKind)))
        .<@Nullable HotSlot>thenApply(
            reply -> {
              if (reply.isEmpty()) {
                return null;
              }
              byte[] base = reply.bytes(4);
              List<HotEntry> entries = new ArrayList<>();
              reply.pairs(
                  5,
                  (key, entry) ->
                      entries.add(new HotEntry(key, Packing.entry(entry, targetKind, key))));
              return new HotSlot(
                  PartitionScripts.place(reply, 0),
                  base == null ? null : Packing.base(base),
                  entries);
            });
  }

  CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return redis
        .run(Script.VIEW, keys.bucket(Keys.bucket(actor)), new Args().add(Keys.actor(actor)))
        .<@Nullable ActorRows>thenApply(
            reply -> {
              if (reply.isEmpty()) {
                return null;
              }
              Map<TargetKind, Row> rows = new LinkedHashMap<>();
              reply.pairs(
                  2,
                  (field, packed) -> {
                    Row row = Packing.row(ByteBuffer.wrap(packed));
                    if (row != null) {
                      rows.put(Keys.targetOfField(field), row);
                    }
                  });
              return new ActorRows(rows, reply.flag(1), reply.number(0));
            });
  }
}
