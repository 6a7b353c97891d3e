package dev.ovation.adapters.postgres;

import static dev.ovation.core.port.Samples.add;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.Leases.Lease;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes at one ledger: what the contract of the port can't say with one of them. */
@Timeout(60)
final class NodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long ALL = Long.MAX_VALUE;

  private final PostgresSettings settings =
      PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), 2);
  private final PostgresLedger one = PostgresLedger.open(settings, TimeSource.SYSTEM);
  private final PostgresLedger other = PostgresLedger.open(settings, TimeSource.SYSTEM);

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private static LedgerPosition commit(PostgresLedger ledger, Changes changes, Event... toLog) {
    return ledger.transactDirectly(
        0,
        transaction -> {
          transaction.write(changes);
          transaction.enqueue(List.of(toLog));
          return changes.position();
        });
  }

  private static Changes tokens(TokenKey... tokens) {
    List<TokenChange> changes = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      changes.add(new TokenChange(tokens[i], new Row(null, version(i + 1), i + 1, 1)));
    }
    return new Changes(
        new LedgerPosition(1, 0, version(99)), List.of(), List.of(), changes, List.of());
  }

  // ---- owners --------------------------------------------------------------------------------

  @Test
  void aTakeOverWaitsForTheOwnersTransactionAndEndsItsNext() throws Exception {
    long epoch = one.takeOver(0);
    try (ExecutorService nodes = Executors.newSingleThreadExecutor()) {
      Future<Long> taken =
          one.transactAsOwner(
              0,
              epoch,
              transaction -> {
                Future<Long> asked = nodes.submit(() -> other.takeOver(0));
                awaitLockWaiter();
                transaction.write(tokens());
                return asked;
              });

      assertThat(taken.get()).isGreaterThan(epoch);
    }
    assertThat(other.position(0).n()).isEqualTo(1);
    assertThatThrownBy(() -> one.transactAsOwner(0, epoch, transaction -> transaction.position()))
        .isInstanceOfSatisfying(
            OvationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FENCED));
  }

  @Test
  void aTransactionThatWaitedForTheLockFindsWhatTheOneBeforePutInTheOutbox() throws Exception {
    Event like = set(like(1, "u1"), "like", 1);
    try (ExecutorService nodes = Executors.newSingleThreadExecutor()) {
      Future<List<OutboxRow>> found =
          one.transactDirectly(
              0,
              transaction -> {
                Future<List<OutboxRow>> waits =
                    nodes.submit(
                        () ->
                            other.<List<OutboxRow>>transactDirectly(
                                0,
                                second -> second.outbox(Set.of(new TokenKey(likesOf(1), "u1")))));
                awaitLockWaiter();
                transaction.enqueue(List.of(like));
                transaction.write(tokens());
                return waits;
              });

      assertThat(found.get()).extracting(OutboxRow::event).containsExactly(like);
    }
  }

  /** Returns once somebody waits for a lock. */
  private void awaitLockWaiter() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isLockWaitedFor()) {
      assertThat(System.nanoTime()).as("somebody waits for a lock").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private boolean isLockWaitedFor() {
    try (Connection connection = TestPostgres.connect(settings.server());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
                    + " WHERE application_name = 'ovation writer' AND wait_event_type = 'Lock')")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException("can't look who waits", e);
    }
  }

  @Test
  void generationsOfAllPartitionsAscend() throws Exception {
    long first = one.takeOver(0);
    long second = other.takeOver(1);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(() -> one.newGeneration(0, first).place().g());
      calls.add(() -> other.newGeneration(1, second).place().g());
    }
    List<Long> generations = new ArrayList<>();
    try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
      for (Future<Long> generation : nodes.invokeAll(calls)) {
        generations.add(generation.get());
      }
    }

    assertThat(generations)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 40).mapToObj(g -> (long) g).toList());
    assertThat(one.actorRows(like(1, "u1").who(), 1).join().g()).isEqualTo(40);
    assertThat(one.position(0)).isEqualTo(LedgerPosition.START);
  }

  // ---- outbox --------------------------------------------------------------------------------

  @Test
  void manyEventsKeepTheirOrder() {
    Event[] events = new Event[1_000];
    for (int i = 0; i < events.length; i++) {
      // Neither keys nor versions ascend.
      int number = i * 7919 % events.length;
      events[i] = set(like(number, "u" + number), "like", 1 + number);
    }
    commit(one, tokens(), events);

    List<OutboxRow> rows = other.unsent(0, events.length);

    assertThat(rows).extracting(OutboxRow::event).containsExactly(events);
    assertThat(rows).extracting(OutboxRow::id).isSorted();
    assertThat(other.unsent(0, 3)).isEqualTo(rows.subList(0, 3));
    assertThat(other.unsent(1, 3)).isEmpty();
  }

  @Test
  void theTokenOfAnEventWithoutTokenIsReadByItsVersion() {
    Event addition = add(view(1, "u1"), 3, null, 5);
    TokenKey key = new TokenKey(addition.targetKind(), addition.entryKey());
    commit(one, tokens(key));

    LedgerQuery query = new LedgerQuery(key.targetKind(), key.key(), false);
    assertThat(other.read(List.of(query)).join().getFirst().row().version()).isEqualTo(version(1));
    assertThat(other.readCold(List.of(query)).join().getFirst().row().n()).isEqualTo(1);
  }

  // ---- purging -------------------------------------------------------------------------------

  @Test
  void tokensStayWhileAnAdditionThatMayNeedThemIsInTheOutbox() {
    List<Integer> videos = Samples.videosIn(0, new Partitioner(2), 1);
    TargetKind views = view(videos.getFirst(), "u1").targetKind();
    TokenKey first = new TokenKey(views, "u1/a");
    TokenKey second = new TokenKey(views, "u1/b");
    int dayLater = Math.toIntExact(Rule.TOKEN_WINDOW_MILLIS) + 2;
    Event waiting = add(view(videos.getFirst(), "u1"), 1, "c", dayLater);
    commit(one, tokens(first, second), waiting);
    PurgeRange all = new PurgeRange(Version.NONE, ALL, 10);

    assertThat(other.purgeTokens(0, all).rows())
        .as("only what is more than the window older than the addition")
        .isEqualTo(1);
    long id = one.unsent(0, 1).getFirst().id();
    one.transactDirectly(
        0,
        transaction -> {
          transaction.dequeue(List.of(id));
          return id;
        });
    assertThat(other.purgeTokens(0, all).rows()).isEqualTo(1);
  }

  @Test
  void aTombstoneStaysWhileItsRegisterIsInTheOutbox() {
    List<Integer> videos = Samples.videosIn(0, new Partitioner(2), 2);
    List<RowChange> tombstones = new ArrayList<>();
    for (int video : videos) {
      tombstones.add(
          new RowChange(like(video, "u1"), Row.NONE, new Row(null, version(video + 1), 1, 1)));
    }
    Changes changes =
        new Changes(new LedgerPosition(1, 0, 0), tombstones, List.of(), List.of(), List.of());
    commit(one, changes, set(like(videos.getFirst(), "u1"), null, 1));

    assertThat(other.purgeTombstones(0, new PurgeRange(0, ALL, 10), ALL, Set.of()).rows())
        .isEqualTo(1);
    LedgerQuery kept = new LedgerQuery(likesOf(videos.getFirst()), "u1", false);
    assertThat(other.read(List.of(kept)).join().getFirst().row().exists()).isTrue();
  }

  // ---- leases --------------------------------------------------------------------------------

  @Test
  void nodesThatAskAtOnceGetNumbersOfTheirOwnWhateverTheyCallThemselves() throws Exception {
    List<Callable<Lease>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      PostgresLedger node = i % 2 == 0 ? one : other;
      calls.add(
          () ->
              Objects.requireNonNull(
                  node.acquireNumber("node", 12, "the same", Duration.ofMinutes(10))));
    }
    List<Integer> numbers = new ArrayList<>();
    try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
      for (Future<Lease> lease : nodes.invokeAll(calls)) {
        numbers.add(lease.get().number());
      }
    }

    assertThat(numbers).doesNotHaveDuplicates().hasSize(12);
    assertThat(one.acquireNumber("node", 12, "the same", Duration.ofMinutes(10))).isNull();
  }

  // ---- the schema ----------------------------------------------------------------------------

  @Test
  void whatIsThereFromBeforeGetsTheKeysOfParkedEventsAndMayHaveAPlace() throws Exception {
    Event parked = set(like(1, "u1"), "like", 1);
    DeadLetter letter = new DeadLetter(0, 1, parked, EventCodec.encode(parked), "poison", 1);
    commit(
        one,
        new Changes(new LedgerPosition(1, 1, 0), List.of(), List.of(), List.of(), List.of(letter)));
    TestPostgres.execute(
        settings.server(),
        """
        UPDATE dead_letter SET target = NULL, space = NULL, kind = NULL, key = NULL, version = NULL;
        ALTER TABLE position DROP COLUMN placed;
        DROP INDEX dead_letter_parked, dead_letter_decided, dead_letter_settled, dead_letter_by_key;
        ALTER TABLE dead_letter DROP COLUMN attempts, DROP COLUMN verdict, DROP COLUMN decided_by,
          DROP COLUMN decided_why, DROP COLUMN decided_ms, DROP COLUMN settled_n;
        CREATE INDEX dead_letter_by_key ON dead_letter(target, space, kind, key, version)
          WHERE target IS NOT NULL;
        DROP TABLE checkpoint_due, checkpoint, finding, watch_tally, watch_figure;
        ALTER TABLE position DROP COLUMN restored_h;
        DELETE FROM setting WHERE name = 'counters_from';
        DROP FUNCTION note_edit() CASCADE;
        DROP TABLE edit, repair_case, bookmark, operation, archived;
        ALTER TABLE count DROP COLUMN high, DROP COLUMN low;
        CREATE TABLE digest();
        DELETE FROM schema_history WHERE version NOT IN ('1', '2')""");

    try (PostgresLedger newer = PostgresLedger.open(settings, TimeSource.SYSTEM)) {
      LedgerQuery query = new LedgerQuery(likesOf(1), "u1", true);
      ColdAnswer answer = newer.readCold(List.of(query)).join().getFirst();
      assertThat(answer.parked()).isEqualTo(parked);
      assertThat(answer.placed()).isTrue();
    }
  }
}
