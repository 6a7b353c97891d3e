package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger.Edit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in memory. Every commit makes a new immutable {@link LedgerState}, so a snapshot is a
 * reference and the past can be looked up. Reads take two steps: the snapshot, then the answer.
 */
public final class SimLedger implements Ledger {
  private static final Comparator<Map.Entry<Interaction, Row>> NEWEST_FIRST =
      Comparator.comparingLong((Map.Entry<Interaction, Row> e) -> e.getValue().atMillis())
          .reversed();

  private final SimScheduler scheduler;
  private final Story story;
  private final Disk disk;
  private final int life;
  private final IntSupplier failurePercent;

  /** What outlives a process: for each partition every state it was in, by commit number. */
  public static final class Disk {
    private final Partitioner partitioner;
    private final List<List<LedgerState>> history = new ArrayList<>();
    private final long[] changes;
    private final Map<Interaction, Long> purged = new HashMap<>();
    private final Map<Interaction, Long> dropped = new HashMap<>();
    private final Map<Target, List<Repair>> audits = new HashMap<>();
    private final Map<Integer, Map<Long, Letter>> forgotten = new HashMap<>();
    private final Set<String> refusedKinds = new HashSet<>();
    private boolean keepsLetters;
    private boolean full;
    private long lastEdit;

    public Disk(Partitioner partitioner) {
      this.partitioner = partitioner;
      this.changes = new long[partitioner.partitions()];
      for (int p = 0; p < partitioner.partitions(); p++) {
        List<LedgerState> states = new ArrayList<>();
        states.add(LedgerState.EMPTY);
        history.add(states);
      }
    }

    void commit(int partition, LedgerState state) {
      history.get(partition).add(state);
      changes[partition]++;
    }

    /** Stores what somebody changed by hand, with the mark that the database makes of it. */
    void edit(TargetKind targetKind, LedgerState edited, String what) {
      Edit edit = new Edit(++lastEdit, targetKind.target(), targetKind.kind(), what);
      commit(
          partition(targetKind),
          edited.withEdits(Stream.concat(edited.edits().stream(), Stream.of(edit)).toList()));
    }

    /** Grows with every change of a partition. */
    long changes(int partition) {
      return changes[partition];
    }

    void purged(Interaction register, long version) {
      purged.merge(register, version, Math::max);
    }

    /** The newest version of a register whose tombstone was ever purged; 0 when none was. */
    long purgedVersion(Interaction register) {
      return purged.getOrDefault(register, 0L);
    }

    /** From now on rows of a kind are refused, or taken again. */
    void refuse(String kind, boolean refused) {
      if (refused) {
        refusedKinds.add(kind);
      } else {
        refusedKinds.remove(kind);
      }
    }

    /** From now on nothing can be written, or again; what is there can be read. */
    void fill(boolean isFull) {
      full = isFull;
    }

    /**
     * Whoever is about to write asks.
     *
     * @throws OvationException when the disk is full
     */
    void needRoom(String what) {
      if (full) {
        throw new OvationException(
            ErrorCode.LEDGER_UNAVAILABLE, "the simulated disk has no room for " + what);
      }
    }

    /** A version that a register was answered; 0 once it, or a newer one, was given up. */
    long unlessGivenUp(Interaction register, long version) {
      return version > dropped.getOrDefault(register, 0L) ? version : 0;
    }

    /** From now on letters that are settled stay. */
    void keepLetters() {
      keepsLetters = true;
    }

    boolean keepsLetters() {
      return keepsLetters;
    }

    void forget(int partition, Letter letter) {
      forgotten
          .computeIfAbsent(partition, p -> new HashMap<>())
          .put(letter.parked().offset(), letter);
    }

    /** A settled letter that the ledger has forgotten since; null when there is none. */
    @Nullable Letter forgotten(int partition, long offset) {
      return forgotten.getOrDefault(partition, Map.of()).get(offset);
    }

    private void audit(Settlement settlement) {
      Event event = settlement.letter().parked().event();
      if (event != null) {
        audits.computeIfAbsent(event.target(), t -> new ArrayList<>()).add(settlement.audit());
      }
    }

    private void mended(@Nullable Mending mending) {
      Repair audit = mending == null ? null : mending.audit();
      if (mending != null && audit != null) {
        audits.computeIfAbsent(mending.targetKind().target(), t -> new ArrayList<>()).add(audit);
      }
    }

    /** All that is noted of a target. */
    List<Repair> audits(Target target) {
      return audits.getOrDefault(target, List.of());
    }

    int partitions() {
      return history.size();
    }

    int partition(TargetKind targetKind) {
      return partitioner.partition(targetKind);
    }

    private void drop(DeadLetter letter) {
      if (letter.event() instanceof RegisterEvent e) {
        dropped.merge(e.interaction(), e.version(), Math::max);
      }
    }

    boolean refuses(String kind) {
      return refusedKinds.contains(kind);
    }

    LedgerState now(int partition) {
      return history.get(partition).getLast();
    }

    /** The state after a commit; of several with one number the last. */
    LedgerState at(int partition, long n) {
      return history.get(partition).reversed().stream()
          .filter(state -> state.position().n() <= n)
          .findFirst()
          .orElse(LedgerState.EMPTY);
    }

    LedgerState now(TargetKind targetKind) {
      return now(partitioner.partition(targetKind));
    }

    /** The machine stops, and the last commits of a partition were not synced yet. */
    void crash(SimScheduler scheduler, Story story) {
      for (int p = 0; p < history.size(); p++) {
        List<LedgerState> states = history.get(p);
        int lost = scheduler.random(Math.min(3, states.size()));
        states.subList(states.size() - lost, states.size()).clear();
        changes[p]++;
        LedgerState now = states.getLast();
        story.tell(null, () -> "ledger loses " + lost + " commits, stands at " + now.position());
      }
    }
  }

  public SimLedger(
      SimScheduler scheduler, Story story, Disk disk, int life, IntSupplier failurePercent) {
    this.scheduler = scheduler;
    this.story = story;
    this.disk = disk;
    this.life = life;
    this.failurePercent = failurePercent;
  }

  @Override
  public LedgerPosition position(int partition) {
    failSometimes("position");
    return disk.now(partition).position();
  }

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    failSometimes("transaction before its commit");
    LedgerState before = disk.now(partition);
    SimTransaction transaction = new SimTransaction(before, disk);
    T result = work.apply(transaction);
    if (transaction.hasWritten()) {
      LedgerState after = transaction.after();
      disk.commit(partition, after);
      story.tell(null, () -> "ledger of partition " + partition + " commits " + after.position());
      transaction.tell(story);
      transaction.dropped().forEach(disk::drop);
      transaction.settled().forEach(disk::audit);
      disk.mended(transaction.mending());
    }
    failSometimes("transaction after its commit");
    return result;
  }

  private void failSometimes(String what) {
    if (scheduler.chance(failurePercent.getAsInt())) {
      story.tell(null, () -> "ledger fails: " + what);
      throw unavailable(what);
    }
  }

  private static OvationException unavailable(String what) {
    return new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "simulated failure of " + what);
  }

  /** Takes the snapshot in one step and delivers the answer in another. */
  private <T> CompletableFuture<T> answer(java.util.function.Supplier<T> snapshot) {
    CompletableFuture<T> future = new CompletableFuture<>();
    scheduler.step(
        life,
        "ledger reads",
        () -> {
          if (scheduler.chance(failurePercent.getAsInt())) {
            scheduler.step(
                life,
                "ledger fails a read",
                () -> future.completeExceptionally(unavailable("a read")));
            return;
          }
          T answer = snapshot.get();
          scheduler.step(life, "ledger answers", () -> future.complete(answer));
        });
    return future;
  }

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    return answer(
        () -> {
          List<LedgerAnswer> answers = new ArrayList<>();
          for (LedgerQuery query : queries) {
            LedgerAnswer answer = disk.now(query.targetKind()).answer(query);
            story.tell(
                query.targetKind(),
                () -> "ledger is read for " + query.key() + ": " + Story.row(answer.row()));
            answers.add(answer);
          }
          return answers;
        });
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    return answer(
        () -> {
          List<Map.Entry<Interaction, Row>> rows =
              rows(interaction -> interaction.who().equals(actor));
          rows.sort(NEWEST_FIRST);
          Map<TargetKind, Row> newest = new LinkedHashMap<>();
          rows.stream()
              .limit(rowsMax)
              .forEach(row -> newest.put(row.getKey().targetKind(), row.getValue()));
          return new ActorRows(newest, rows.size() <= rowsMax);
        });
  }

  private List<Map.Entry<Interaction, Row>> rows(Predicate<Interaction> wanted) {
    List<Map.Entry<Interaction, Row>> found = new ArrayList<>();
    for (int p = 0; p < disk.history.size(); p++) {
      for (Map.Entry<Interaction, Row> row : disk.now(p).rows().entrySet()) {
        if (wanted.test(row.getKey())) {
          found.add(row);
        }
      }
    }
    return found;
  }

  @Override
  public List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page) {
    return list(
        interaction -> interaction.targetKind().equals(targetKind),
        row -> value == null || value.equals(row.value()),
        Interaction::actor,
        page);
  }

  @Override
  public List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page) {
    return list(
        interaction ->
            interaction.who().equals(actor)
                && interaction.kind().equals(kind)
                && (type == null || type.equals(interaction.target().type())),
        row -> true,
        interaction -> interaction.target().text(),
        page);
  }

  private List<RowItem> list(
      Predicate<Interaction> wanted,
      Predicate<Row> wantedRow,
      Function<Interaction, String> key,
      Page page) {
    failSometimes("list");
    return rows(wanted).stream()
        .filter(row -> row.getValue().value() != null && wantedRow.test(row.getValue()))
        .sorted(NEWEST_FIRST.thenComparing(row -> key.apply(row.getKey())))
        .filter(
            row -> {
              long at = row.getValue().atMillis();
              return at < page.afterAtMillis()
                  || (at == page.afterAtMillis()
                      && key.apply(row.getKey()).compareTo(page.afterKey()) > 0);
            })
        .limit(page.limit())
        .map(row -> new RowItem(row.getKey(), row.getValue()))
        .toList();
  }

  @Override
  public LedgerExplanation explain(Target target) {
    failSometimes("explanation");
    List<ExplainedCount> counts = new ArrayList<>();
    List<LedgerPosition> positions = new ArrayList<>();
    for (int partition : disk.partitioner.ofTarget(target)) {
      LedgerState state = disk.now(partition);
      positions.add(state.position());
      explain(target, state, counts);
    }
    return new LedgerExplanation(positions, counts, disk.audits.getOrDefault(target, List.of()));
  }

  private static void explain(Target target, LedgerState state, List<ExplainedCount> counts) {
    state
        .counts()
        .forEach(
            (targetKind, values) -> {
              if (targetKind.target().equals(target)) {
                values.forEach(
                    (value, cell) ->
                        counts.add(
                            new ExplainedCount(
                                targetKind,
                                value,
                                cell.count(),
                                value.equals(targetKind.kind()) && !state.hasRows(targetKind)
                                    ? cell.count()
                                    : state.countRows(targetKind, value),
                                cell.n())));
              }
            });
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return disk.now(partition).letters().stream().limit(lettersMax).toList();
  }

  @Override
  public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
    failSometimes("letters");
    return disk.now(partition).history().stream()
        .filter(letter -> letter.parked().offset() > afterOffset)
        .limit(lettersMax)
        .toList();
  }

  @Override
  public @Nullable Letter letter(int partition, long offset) {
    return disk.now(partition).letter(offset);
  }

  @Override
  public boolean decide(int partition, long offset, Decision decision) {
    failSometimes("a decision before its commit");
    disk.needRoom("a decision");
    LedgerState before = disk.now(partition);
    Letter letter = before.letter(offset);
    boolean open = letter != null && !letter.isSettled();
    if (open) {
      disk.commit(partition, before.with(SimLetters.with(before.history(), offset, decision)));
      story.tell(null, () -> "it is decided to " + decision.verdict() + " @" + offset);
    }
    failSometimes("a decision after its commit");
    return open;
  }

  @Override
  public List<Letter> decided(int partition, int lettersMax) {
    failSometimes("decided letters");
    return SimLetters.decided(disk.now(partition), lettersMax);
  }

  @Override
  public int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax) {
    failSometimes("forgetting letters");
    disk.needRoom("forgetting letters");
    return new SimPurge(disk, story, partition).letters(settledBefore, confirmedN, lettersMax);
  }

  @Override
  public LetterFigures letterFigures() {
    long parked = 0;
    long oldest = 0;
    long decided = 0;
    for (int p = 0; p < disk.history.size(); p++) {
      for (DeadLetter letter : disk.now(p).letters()) {
        parked++;
        oldest = oldest == 0 ? letter.parkedAtMillis() : Math.min(oldest, letter.parkedAtMillis());
      }
      decided += SimLetters.decided(disk.now(p), Integer.MAX_VALUE).size();
    }
    return new LetterFigures(parked, oldest, decided);
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    failSometimes("purging tokens");
    disk.needRoom("purging tokens");
    return new SimPurge(disk, story, partition).tokens(range);
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    failSometimes("purging tombstones");
    disk.needRoom("purging tombstones");
    return new SimPurge(disk, story, partition).tombstones(range, confirmedN, keep);
  }

  @Override
  public LedgerStats stats() {
    long letters = 0;
    for (int p = 0; p < disk.history.size(); p++) {
      letters += disk.now(p).letters().size();
    }
    return new LedgerStats(0, letters);
  }

  @Override
  public Health check() {
    return Health.up("simulated");
  }

  @Override
  public void close() {
    // Nothing to release: the disk stays.
  }
}
