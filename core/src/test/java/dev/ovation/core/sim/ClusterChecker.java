package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Checks the invariants on the real state of log, ledger and hot store of a cluster. */
final class ClusterChecker {
  private final ClusterWorld world;
  private final ClusterPeek peek;
  private final long[] checkedLedgers;

  ClusterChecker(ClusterWorld world) {
    this.world = world;
    this.peek = new ClusterPeek(world);
    this.checkedLedgers = new long[world.plan().partitioner().partitions()];
  }

  ClusterPeek peek() {
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
      long changes = world.disk().ledger().changes(p);
      if (changes != checkedLedgers[p]) {
        checkedLedgers[p] = changes;
        ClusterLedgerCheck.check(world, p);
      }
    }
    if (world.disk().committedByOldOwner()) {
      throw violation(Invariant.ONE_OWNER, null, "an owner that was replaced has committed");
    }
    for (int p = 0; p < checkedLedgers.length; p++) {
      checkVoid(p);
    }
    for (TargetKind targetKind : world.plan().targetKinds()) {
      Place place = peek.place(peek.partition(targetKind));
      if (place != null) {
        check(targetKind, place);
      }
    }
    world.clients().checkAnswered(Invariant.READ_YOUR_WRITES);
  }

  /** Writes are answered by the ledger alone where it says so, whoever reads what else. */
  private void checkVoid(int partition) {
    Place place = world.disk().isPlaced(partition) ? null : peek.place(partition);
    if (place != null) {
      throw violation(
          Invariant.VOID_IS_COLD,
          null,
          "the ledger knows of no place of partition " + partition + ", which has " + place);
    }
  }

  /** A server has just lost what it held: so every partition that it is in charge of is cold. */
  void forgotten(int server) {
    for (int p = 0; p < checkedLedgers.length; p++) {
      Place place = p % world.servers().count() == server ? peek.place(p) : null;
      if (place != null) {
        throw violation(
            Invariant.FORGOTTEN_IS_EMPTY, null, "partition " + p + " still has " + place);
      }
    }
  }

  private void check(TargetKind targetKind, Place place) {
    Map<String, EntryState> entries = peek.entries(targetKind);
    LedgerState confirmed = world.disk().ledger().at(peek.partition(targetKind), place.n());
    if (confirmed.position().n() != place.n() || confirmed.position().h() != place.h()) {
      throw violation(
          Invariant.NO_PHANTOM, targetKind, place + " is none of the ledger's positions");
    }
    entries.forEach((key, entry) -> checkEntry(targetKind, key, entry));
    Counts shown = peek.look(targetKind, null).counts();
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
        checkView(new Interaction(targetKind, actor), place, confirmed);
      }
    }
  }

  private void checkEntry(TargetKind targetKind, String key, EntryState entry) {
    Pending pending = entry.pending();
    if (pending != null) {
      List<Event> log = world.broker().events(peek.partition(targetKind));
      boolean held =
          pending.offset() <= log.size()
              && log.get((int) pending.offset() - 1).equals(pending.event());
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
      Row row = Objects.requireNonNullElse(entry.row(), Row.NONE);
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
    SimLedger.Disk ledger = world.disk().ledger();
    List<Event> before = peek.met(partition, ledger.at(partition, place.n()).position());
    List<Event> by = peek.met(partition, ledger.at(partition, n).position());
    return CounterFold.added(key, by) - CounterFold.added(key, before);
  }

  private void checkView(Interaction register, Place place, LedgerState confirmed) {
    Row row = peek.viewRow(register, place);
    Row atPlace = confirmed.row(register);
    if (row != null && row.version() < atPlace.version()) {
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
  }

  // ---- at rest -------------------------------------------------------------------------------

  boolean isAtRest() {
    return unrest().isEmpty();
  }

  /** What is still to be done, in words; empty when nothing is. */
  String unrest() {
    for (int p = 0; p < checkedLedgers.length; p++) {
      Place place = peek.place(p);
      var position = world.disk().ledger().now(p).position();
      if (position.h() < world.broker().end(p)) {
        return "the ledger of partition " + p + " stands at " + position;
      }
      if (place == null || place.n() < position.n()) {
        return "partition " + p + " has " + place + ", its ledger " + position;
      }
      if (!SimLetters.decided(world.disk().ledger().now(p), 1).isEmpty()) {
        return "decisions of partition " + p + " are not carried out";
      }
      if (!world.disk().outbox(p).isEmpty()) {
        return "the outbox of partition " + p + " has " + world.disk().outbox(p);
      }
    }
    return "";
  }

  /** All is done and confirmed: every view says the same, and every engine says so, too. */
  void atRest() {
    check();
    for (TargetKind targetKind : world.plan().targetKinds()) {
      LedgerState ledger = peek.ledger(targetKind);
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
                  Row row = ledger.row(new Interaction(targetKind, key));
                  sameRow(targetKind, "entry of " + key, entry.row(), row);
                }
              });
    }
    world.plan().registers().forEach(this::checkRegister);
    world.nodes().forEach(this::checkReads);
  }

  /** Of what was damaged nobody can tell a tombstone that was lost from one that was purged. */
  private void sameRow(TargetKind targetKind, String what, Row found, Row expected) {
    boolean isGone = found.value() == null && expected.value() == null;
    if (!isGone || !world.vandal().hasDamaged(targetKind)) {
      same(
          targetKind,
          what,
          world.vandal().told(targetKind, found),
          world.vandal().told(targetKind, expected));
    }
  }

  private void checkRegister(Interaction register) {
    TargetKind targetKind = register.targetKind();
    Row row = peek.ledger(targetKind).row(register);
    Place place = Objects.requireNonNull(peek.place(peek.partition(targetKind)));
    Row view = peek.viewRow(register, place);
    if (view != null) {
      sameRow(targetKind, "view of " + register.actor(), view, row);
    }
    long last = 0;
    boolean isSet = false;
    List<Event> log = world.broker().events(peek.partition(targetKind));
    for (int i = 0; i < log.size(); i++) {
      Letter letter = peek.ledger(targetKind).letter(i + 1L);
      boolean applied = letter == null || (letter.isSettled() && !LedgerCheck.isDrop(letter));
      if (applied && log.get(i) instanceof RegisterEvent e && e.interaction().equals(register)) {
        last = e.version();
        isSet = e.value() != null;
      }
    }
    // A tombstone that somebody deleted is not told from a purged one.
    boolean isGone = world.vandal().hasDamaged(targetKind) && !isSet && !row.exists();
    if (last != row.version() && !isGone) {
      throw violation(
          Invariant.NEWEST_IS_LAST,
          targetKind,
          "the log ends with " + Story.version(last) + ", the ledger has " + Story.row(row));
    }
  }

  private void checkReads(SimNode node) {
    for (Interaction register : world.plan().registers()) {
      TargetKind targetKind = register.targetKind();
      CompletableFuture<Reading> read = node.engine.read(register);
      world.runUntil(read::isDone, "a read");
      Reading reading = read.join();
      same(
          targetKind,
          register.actor() + " reads",
          unlessGone(targetKind, reading.row()),
          unlessGone(targetKind, peek.newest(register)));
      // A place may have expired by now: then the ledger tells, which can't where events are
      // parked.
      boolean cold = peek.place(peek.partition(targetKind)) == null;
      if (reading.counts() != null || !cold || !world.plan().parks(targetKind)) {
        same(targetKind, "counts of a read", reading.counts(), peek.trueCounts(targetKind));
      }
    }
  }

  /** The version of a row; a tombstone that somebody deleted is not told from a purged one. */
  private long unlessGone(TargetKind targetKind, Row row) {
    return world.vandal().hasDamaged(targetKind) && row.value() == null ? 0 : row.version();
  }

  private static void same(
      @Nullable TargetKind about, String what, @Nullable Object found, @Nullable Object expected) {
    if (!Objects.equals(found, expected)) {
      throw violation(
          Invariant.SAME_AT_REST, about, what + ": " + found + " instead of " + expected);
    }
  }
}
