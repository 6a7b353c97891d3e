package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotStats;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the invariants on the real state of log, ledger and hot store. */
final class Checker {
  /** No entry of these short keys weighs more. */
  private static final long ENTRY_BYTES = 600;

  private final World world;
  private final Peek peek;
  private final List<TargetKind> targetKinds;
  private final long[] checkedLedgers;

  Checker(World world) {
    this.world = world;
    this.peek = new Peek(world);
    this.targetKinds = world.plan().targetKinds();
    this.checkedLedgers = new long[world.plan().partitioner().partitions()];
  }

  Peek peek() {
    return peek;
  }

  private static InvariantViolation violation(
      Invariant invariant, @Nullable TargetKind about, String message) {
    return new InvariantViolation(invariant, about, message);
  }

  /** Everything that must hold at every instant. */
  void check() {
    if (world.isLenient()) {
      return;
    }
    for (int p = 0; p < checkedLedgers.length; p++) {
      long changes = world.ledgerDisk().changes(p);
      if (changes != checkedLedgers[p]) {
        checkedLedgers[p] = changes;
        LedgerCheck.check(world, p, world.ledgerDisk().now(p));
      }
    }
    // Looking at a base makes it the one used last; so none is always looked at first.
    int first = world.scheduler().random(targetKinds.size());
    for (int i = 0; i < targetKinds.size(); i++) {
      TargetKind targetKind = targetKinds.get((first + i) % targetKinds.size());
      Place place = peek.place(peek.partition(targetKind));
      if (place != null) {
        check(targetKind, place);
      }
    }
    if (world.process().engine() != null) {
      world.clients().checkAnswered(Invariant.READ_YOUR_WRITES);
    }
    checkBounds();
  }

  private void check(TargetKind targetKind, Place place) {
    Map<String, EntryState> entries = peek.entries(targetKind);
    LedgerState confirmed = world.ledgerDisk().at(peek.partition(targetKind), place.n());
    entries.forEach((key, entry) -> checkEntry(targetKind, key, entry));
    Counts shown = peek.hotCounts(targetKind);
    if (shown != null) {
      Counts expected =
          Plan.isCounter(targetKind)
              ? expectedTotal(targetKind, place, confirmed, entries)
              : expectedCounts(targetKind, confirmed, entries);
      if (!shown.equals(expected)) {
        throw violation(
            Invariant.COUNT_IS_ROWS,
            targetKind,
            "hot store shows " + shown + ", its rows and pending events make " + expected);
      }
    }
    if (!Plan.isCounter(targetKind)) {
      for (String actor : world.plan().actorIds()) {
        checkView(new Interaction(targetKind, actor), confirmed);
      }
    }
  }

  private void checkEntry(TargetKind targetKind, String key, EntryState entry) {
    Pending pending = entry.pending();
    if (pending != null) {
      List<Event> durable = world.logDisk().durable(peek.partition(targetKind));
      boolean held =
          pending.offset() <= durable.size()
              && durable.get((int) pending.offset() - 1).equals(pending.event());
      if (!held) {
        throw violation(
            Invariant.NO_PHANTOM,
            targetKind,
            "pending " + Story.event(pending.event()) + " @" + pending.offset() + " of " + key);
      }
    }
    Row row = entry.row();
    if (row != null && row.exists() && peek.durableEvent(targetKind, row.version()) == null) {
      throw violation(Invariant.NO_PHANTOM, targetKind, "entry of " + key + ": " + Story.row(row));
    }
  }

  /** What the slot must show: every entry as it is, every other register as of the place. */
  private Counts expectedCounts(
      TargetKind targetKind, LedgerState confirmed, Map<String, EntryState> entries) {
    Map<String, Long> counts = new TreeMap<>();
    for (String actor : world.plan().actorIds()) {
      EntryState entry = entries.get(actor);
      if (entry != null && entry.row() == null) {
        throw violation(
            Invariant.COUNT_IS_ROWS, targetKind, "counts are shown though a row is unknown");
      }
      String value = Peek.stance(entry, confirmed.row(new Interaction(targetKind, actor))).value();
      if (value != null) {
        counts.merge(value, 1L, Long::sum);
      }
    }
    return Counts.of(counts);
  }

  private Counts expectedTotal(
      TargetKind targetKind, Place place, LedgerState confirmed, Map<String, EntryState> entries) {
    long total = confirmed.countsOf(targetKind).get(targetKind.kind());
    for (Map.Entry<String, EntryState> each : entries.entrySet()) {
      EntryState entry = each.getValue();
      Row row = entry.row();
      if (row == null) {
        throw violation(
            Invariant.COUNT_IS_ROWS, targetKind, "a total is shown though a row is unknown");
      }
      if (row.exists() && row.n() > place.n()) {
        total += addedSince(place, row.n(), new TokenKey(targetKind, each.getKey()));
      }
      Pending pending = entry.pending();
      if (pending != null
          && pending.event() instanceof CounterEvent e
          && (pending.parked() || pending.offset() > place.h())
          && Rule.counts(row, e)) {
        total += e.by();
      }
    }
    return Counts.of(Map.of(targetKind.kind(), total));
  }

  /** What was confirmed to the slot by commits that the place has not reached yet. */
  private long addedSince(Place place, long n, TokenKey key) {
    int partition = peek.partition(key.targetKind());
    List<Event> log = world.logDisk().durable(partition);
    int by = (int) world.ledgerDisk().at(partition, n).position().h();
    int before = (int) world.ledgerDisk().at(partition, place.n()).position().h();
    return CounterFold.added(key, log.subList(0, by))
        - CounterFold.added(key, log.subList(0, before));
  }

  private void checkView(Interaction register, LedgerState confirmed) {
    Row row = peek.viewRow(register);
    if (row == null) {
      return;
    }
    Row atPlace = confirmed.row(register);
    if (peek.seenVersion(register, row) < atPlace.version()) {
      throw violation(
          Invariant.LATE_FILL_LOSES,
          register.targetKind(),
          "view of "
              + register.actor()
              + " says "
              + Story.row(row)
              + ", confirmed is "
              + Story.row(atPlace));
    }
    if (row.exists() && peek.durableEvent(register.targetKind(), row.version()) == null) {
      throw violation(Invariant.NO_PHANTOM, register.targetKind(), "view: " + Story.row(row));
    }
  }

  private void checkBounds() {
    HotStats stats = world.process().store.stats();
    Plan plan = world.plan();
    // Beyond the bound come writes that were admitted before it was met, and confirmed rows, which
    // stay for a few commits: of a batch each, or of several when a lost confirmation is repeated.
    boolean repeats = plan.projectorCrashes() > 0 || plan.ledgerFailurePercent() > 0;
    int admitted = world.clients().openCount() + 2 * world.clients().unknownCount();
    int confirmed = 4 * plan.batchEventsMax() * plan.partitioner().partitions();
    long slack = ENTRY_BYTES * (1 + admitted + confirmed + (repeats ? plan.operations() : 0));
    if (stats.bytes() > stats.bytesMax() || stats.entryBytes() > stats.entryBytesMax() + slack) {
      throw violation(Invariant.BOUNDED, null, "hot store grows to " + stats);
    }
  }

  // ---- at rest -------------------------------------------------------------------------------

  /** All is done and confirmed: every view says the same, and the engine says so, too. */
  void atRest() {
    check();
    for (TargetKind targetKind : targetKinds) {
      LedgerState ledger = world.ledgerDisk().now(targetKind);
      peek.entries(targetKind)
          .forEach(
              (key, entry) -> {
                Pending pending = entry.pending();
                if (pending != null && !pending.parked()) {
                  throw violation(
                      Invariant.SAME_AT_REST,
                      targetKind,
                      "stuck: " + Story.event(pending.event()) + " @" + pending.offset());
                }
                Letter letter = pending == null ? null : ledger.letter(pending.offset());
                if (pending != null && (letter == null || letter.isSettled())) {
                  throw violation(
                      Invariant.SAME_AT_REST,
                      targetKind,
                      "still shown as parked: " + Story.event(pending.event()));
                }
                if (pending == null && entry.row() != null && !Plan.isCounter(targetKind)) {
                  Interaction register = new Interaction(targetKind, key);
                  sameRow(register, "entry of " + key, entry.row(), ledger.row(register));
                }
              });
      Counts shown = peek.hotCounts(targetKind);
      if (shown != null && !world.plan().parks(targetKind)) {
        same(targetKind, "counts", shown, ledger.countsOf(targetKind));
      }
    }
    for (Interaction register : world.plan().registers()) {
      Row view = peek.viewRow(register);
      if (view != null) {
        Row row = world.ledgerDisk().now(register.targetKind()).row(register);
        sameRow(register, "view of " + register.actor(), view, row);
      }
    }
    checkLetters();
    for (String actor : world.plan().actorIds()) {
      Map<Integer, Long> writes =
          new HashMap<>(world.process().store.lastWrites(new Actor("default", actor)).join());
      if (world.vandal().damages()) {
        // An event that was skipped and says nothing new is told to nobody; its place has passed
        // it.
        writes
            .entrySet()
            .removeIf(e -> e.getValue() <= world.ledgerDisk().now(e.getKey()).position().h());
      }
      same(null, "last writes of " + actor, writes, Map.of());
    }
    new RestCheck(world, peek).check();
  }

  /** What is parked is shown, and what was decided is carried out. */
  private void checkLetters() {
    for (int p = 0; p < checkedLedgers.length; p++) {
      LedgerState ledger = world.ledgerDisk().now(p);
      if (!SimLetters.decided(ledger, 1).isEmpty()) {
        throw violation(
            Invariant.PROGRESS, null, "a decision is never carried out: " + ledger.history());
      }
      for (DeadLetter letter : ledger.letters()) {
        if (letter.event() instanceof RegisterEvent e
            && peek.stance(e.interaction()).version() < e.version()) {
          throw violation(
              Invariant.NOTHING_DROPPED,
              e.targetKind(),
              "nothing shows " + Story.event(e) + ", which is parked");
        }
      }
    }
  }

  /** The same, but for what was purged, and for the commit of what was mended. */
  void sameRow(Interaction register, String what, Row found, Row expected) {
    same(
        register.targetKind(),
        what,
        world.vandal().told(register.targetKind(), peek.unlessPurged(register, found)),
        world.vandal().told(register.targetKind(), peek.unlessPurged(register, expected)));
  }

  static void same(
      @Nullable TargetKind about, String what, @Nullable Object found, @Nullable Object expected) {
    if (!Objects.equals(found, expected)) {
      throw violation(
          Invariant.SAME_AT_REST, about, what + ": " + found + " instead of " + expected);
    }
  }
}
