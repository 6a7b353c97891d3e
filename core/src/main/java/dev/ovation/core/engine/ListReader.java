package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The two lists. Both come from the ledger; that of a target is overlaid with what its slot has not
 * confirmed yet, that of an actor waits for the actor's own last writes.
 */
final class ListReader {
  private static final Comparator<RowItem> NEWEST_FIRST =
      Comparator.comparingLong((RowItem item) -> item.row().atMillis())
          .reversed()
          .thenComparing(item -> item.interaction().actor());

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(5);

  private static final int LETTERS_MAX = 10_000;

  private final Ports ports;
  private final Slots slots;
  private final CountsReader countsReader;

  ListReader(Ports ports, CountsReader countsReader) {
    this.ports = ports;
    this.slots = new Slots(ports);
    this.countsReader = countsReader;
  }

  CompletableFuture<Listing> ofTarget(TargetKind targetKind, @Nullable String value, Page page) {
    // The slot first: what it confirms and trims afterwards is in the ledger by then.
    return slots
        .entries(targetKind)
        .thenCompose(
            entries ->
                entries == null
                    ? ofColdTarget(targetKind, value, page)
                    : CompletableFuture.supplyAsync(
                        () -> merge(targetKind, value, page, pendingRows(entries)),
                        ports.blocking()))
        .thenCompose(
            listing ->
                countsReader
                    .read(List.of(targetKind))
                    .thenApply(
                        counts ->
                            new Listing(
                                listing.items(),
                                listing.next(),
                                counts.getFirst(),
                                false,
                                listing.source())));
  }

  /** What would be pending is in the ledger behind the barrier; what is parked is beside it. */
  private CompletableFuture<Listing> ofColdTarget(
      TargetKind targetKind, @Nullable String value, Page page) {
    return slots
        .awaitLedger(targetKind)
        .thenApplyAsync(
            done -> {
              Listing listing = merge(targetKind, value, page, parkedRows(targetKind));
              return new Listing(
                  listing.items(), listing.next(), null, false, InteractionService.Source.LEDGER);
            },
            ports.blocking());
  }

  private Map<String, Row> parkedRows(TargetKind targetKind) {
    int partition = ports.partitioner().partition(targetKind);
    Map<String, Row> rows = new HashMap<>();
    for (DeadLetter letter : ports.ledger().deadLetters(partition, LETTERS_MAX)) {
      if (letter.event() instanceof RegisterEvent e && e.targetKind().equals(targetKind)) {
        Row parked = new Row(e.value(), e.version(), e.atMillis(), 0);
        rows.merge(e.entryKey(), parked, (a, b) -> b.version() > a.version() ? b : a);
      }
    }
    return rows;
  }

  /** The rows that pending events make, by actor; tombstones too, because they hide rows. */
  private static Map<String, Row> pendingRows(List<HotEntry> entries) {
    Map<String, Row> rows = new HashMap<>();
    for (HotEntry entry : entries) {
      Pending pending = entry.state().pending();
      if (pending != null && pending.event() instanceof RegisterEvent) {
        Row row = entry.state().row();
        rows.put(entry.key(), Decisions.newest(row == null ? Row.NONE : row, pending));
      }
    }
    return rows;
  }

  private Listing merge(
      TargetKind targetKind, @Nullable String value, Page page, Map<String, Row> pending) {
    int wanted = page.limit() + 1;
    List<RowItem> items = new ArrayList<>();
    pending.forEach(
        (actor, row) -> {
          RowItem item = new RowItem(new Interaction(targetKind, actor), row);
          if (row.value() != null
              && (value == null || value.equals(row.value()))
              && isAfter(item, page)) {
            items.add(item);
          }
        });
    int fromLedger = 0;
    Page next = new Page(page.afterAtMillis(), page.afterKey(), wanted);
    while (fromLedger < wanted) {
      List<RowItem> rows = ports.ledger().targetRows(targetKind, value, next);
      for (RowItem row : rows) {
        if (!pending.containsKey(row.interaction().actor())) {
          items.add(row);
          fromLedger++;
        }
      }
      if (rows.size() < wanted) {
        break;
      }
      next = after(rows.getLast(), rows.getLast().interaction().actor(), wanted);
    }
    items.sort(NEWEST_FIRST);
    return cut(items, page.limit(), item -> item.interaction().actor());
  }

  private static boolean isAfter(RowItem item, Page page) {
    long at = item.row().atMillis();
    return at < page.afterAtMillis()
        || (at == page.afterAtMillis()
            && item.interaction().actor().compareTo(page.afterKey()) > 0);
  }

  CompletableFuture<Listing> ofActor(Actor actor, String kind, @Nullable String type, Page page) {
    return awaitOwnWrites(actor)
        .thenApplyAsync(
            inTime -> {
              Page more = new Page(page.afterAtMillis(), page.afterKey(), page.limit() + 1);
              List<RowItem> rows = ports.ledger().actorRows(actor, kind, type, more);
              Listing cut = cut(rows, page.limit(), item -> item.interaction().target().text());
              return new Listing(cut.items(), cut.next(), null, !inTime);
            },
            ports.blocking());
  }

  /** Completes with false when the actor's last writes are not in the ledger in time. */
  private CompletableFuture<Boolean> awaitOwnWrites(Actor actor) {
    Ports.Cluster cluster = ports.cluster();
    if (cluster != null) {
      // Nobody remembers where the actor wrote last; so it waits for everything.
      List<Integer> all = IntStream.range(0, ports.partitioner().partitions()).boxed().toList();
      return new LedgerBarrier(ports, cluster.ledger()).passes(all, WAIT);
    }
    return ports
        .hot()
        .lastWrites(actor)
        .thenCompose(writes -> awaitLedger(writes, ports.time().nanos() + WAIT.toNanos()));
  }

  /**
   * Completes with true once the ledger has passed the positions, with false after the deadline.
   */
  private CompletableFuture<Boolean> awaitLedger(Map<Integer, Long> writes, long deadlineNanos) {
    if (writes.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    poll(new HashMap<>(writes), deadlineNanos, done);
    return done;
  }

  private void poll(
      Map<Integer, Long> writes, long deadlineNanos, CompletableFuture<Boolean> done) {
    int partition = writes.keySet().iterator().next();
    Futures.<@Nullable Place>whenDone(
        ports.hot().place(partition),
        place -> {
          if (hasPassed(place, writes.getOrDefault(partition, 0L))) {
            writes.remove(partition);
            if (writes.isEmpty()) {
              done.complete(true);
            } else {
              poll(writes, deadlineNanos, done);
            }
          } else if (ports.time().nanos() - deadlineNanos >= 0) {
            done.complete(false);
          } else {
            ports.hurry().run();
            ports.timer().after(POLL, () -> poll(writes, deadlineNanos, done));
          }
        },
        done::completeExceptionally);
  }

  private static boolean hasPassed(@Nullable Place place, long offset) {
    return place != null && place.h() >= offset;
  }

  private static Listing cut(
      List<RowItem> items, int limit, java.util.function.Function<RowItem, String> key) {
    if (items.size() <= limit) {
      return new Listing(List.copyOf(items), null, null, false);
    }
    List<RowItem> shown = List.copyOf(items.subList(0, limit));
    RowItem last = shown.getLast();
    return new Listing(shown, after(last, key.apply(last), limit), null, false);
  }

  private static Page after(RowItem item, String key, int limit) {
    return new Page(item.row().atMillis(), key, limit);
  }
}
