package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.projection.Purger;
import dev.ovation.core.projection.Purger.Limits;
import dev.ovation.core.projection.Purger.Progress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the purger may take what, over the simulated log and ledger. */
class PurgerTest {
  private static final Interaction LIKE = Samples.like(1, "u1");
  private static final Interaction REACTION = Samples.reaction(1, "u1");
  private static final Interaction VIEW = Samples.view(1, "u1");
  private static final Limits ANY_AGE = new Limits(Duration.ZERO, 1);
  private static final int HOUR = (int) Duration.ofHours(1).toMillis();

  private static final AppendCallback NOBODY =
      new AppendCallback() {
        @Override
        public void durable(long offset) {
          // Nobody waits for it.
        }

        @Override
        public void failed(OvationException failure) {
          throw new AssertionError(failure);
        }
      };

  private final Partitioner partitioner = new Partitioner(1);
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private final SimLedger.Disk disk = new SimLedger.Disk(partitioner);
  private final SimEventLog log =
      new SimEventLog(
          scheduler,
          story,
          new SimEventLog.Disk(partitioner),
          SimScheduler.OUTSIDE,
          SimEventLog.Behaviour.GOOD);
  private final SimLedger ledger =
      new SimLedger(scheduler, story, disk, SimScheduler.OUTSIDE, () -> 0);
  private final MemoryHotStore hot =
      new MemoryHotStore(
          partitioner, new MemoryHotStore.Limits(1 << 20, 1 << 20, 1 << 20, 1 << 10));
  private Projector projector = projector(Kinds.standard(), 1);

  private Projector projector(Kinds kinds, int batchEventsMax) {
    return new Projector(
        0, new Projector.Ports(log, ledger, hot, kinds, new SimTime()), batchEventsMax);
  }

  private Purger purger(Limits limits) {
    return new Purger(0, new Purger.Ports(log, ledger, hot), limits);
  }

  private void append(Event... events) {
    for (Event event : events) {
      log.append(event, NOBODY);
    }
    scheduler.runAll();
  }

  private void projectUpTo(long offset) {
    while (projector.position().h() < offset || !atRest()) {
      projector.step().join();
    }
  }

  /** Whether the last commit is confirmed. */
  private boolean atRest() {
    var place = hot.place(0).join();
    return place != null && place.h() == ledger.position(0).h();
  }

  /** One pass with all its steps. */
  private static Progress pass(Purger purger) {
    purger.pass();
    int tokens = 0;
    int tombstones = 0;
    Progress progress;
    do {
      progress = purger.step().join();
      tokens += progress.tokens();
      tombstones += progress.tombstones();
    } while (progress.more());
    return new Progress(tokens, tombstones, false);
  }

  private static RegisterEvent unset(Interaction interaction, int number) {
    return Samples.set(interaction, null, number);
  }

  private @Nullable Object row(Interaction register) {
    return disk.now(0).rows().get(register);
  }

  @Test
  void aTombstoneGoesWhenTheEndOfTheSecondPassIsProjected() {
    append(unset(LIKE, 1), unset(Samples.like(2, "u1"), 2), other(9));
    projectUpTo(3);
    Purger purger = purger(ANY_AGE);

    assertThat(pass(purger).tombstones()).as("nothing is known yet").isZero();
    assertThat(pass(purger).tombstones()).isEqualTo(2);
    assertThat(row(LIKE)).isNull();
    assertThat(pass(purger).tombstones()).as("there are no more").isZero();
  }

  @Test
  void aLedgerThatIsBeingRebuiltKeepsItsTombstones() {
    append(unset(LIKE, 3), other(9), Samples.set(LIKE, "like", 2));
    Purger purger = purger(ANY_AGE);
    projectUpTo(2);
    for (int i = 0; i < 5; i++) {
      // Without its tombstone the register would be set by the older event.
      assertThat(pass(purger).tombstones()).isZero();
    }

    projectUpTo(3);

    assertThat(pass(purger).tombstones()).isEqualTo(1);
    assertThat(row(LIKE)).isNull();
  }

  @Test
  void aTombstoneOfTheGivenAgeStays() {
    Purger purger = purger(new Limits(Duration.ofMillis(5), 10));
    append(unset(LIKE, 4), unset(Samples.like(2, "u1"), 5), other(10));
    projectUpTo(3);
    pass(purger);

    assertThat(pass(purger).tombstones()).isEqualTo(1);
    assertThat(row(LIKE)).isNull();
    assertThat(row(Samples.like(2, "u1"))).isNotNull();
  }

  @Test
  void aParkedEventKeepsTheTombstoneOfItsRegisterAndTheTokensOfItsTime() {
    append(unset(REACTION, 5), unset(LIKE, 6), token("t", 7));
    projectUpTo(3);
    // From here on reactions are a counter and views a register: their events can't be applied.
    projector =
        projector(
            new Kinds(
                List.of(
                    new Kind.Register("like", List.of("like")),
                    new Kind.Counter("reaction"),
                    new Kind.Register("view", List.of("view")))),
            1);
    append(Samples.set(REACTION, "love", 4), token("u", 8));
    append(Samples.set(LIKE, "like", 90 * HOUR), unset(LIKE, 91 * HOUR));
    append(Samples.set(LIKE, "like", 92 * HOUR));
    projectUpTo(8);
    Purger purger = purger(ANY_AGE);
    pass(purger);

    assertThat(pass(purger)).isEqualTo(new Progress(0, 0, false));

    assertThat(row(REACTION)).isNotNull();
    assertThat(disk.now(0).tokens()).hasSize(1);
    assertThat(purger.hindrance()).isNull();
  }

  @Test
  void aTokenGoesWhenNoEventCanFallIntoItsWindow() {
    append(token("t", 0), token("u", 1), Samples.set(LIKE, "like", 24 * HOUR + 1));
    projectUpTo(3);
    Purger purger = purger(ANY_AGE);
    pass(purger);

    assertThat(pass(purger).tokens()).isEqualTo(1);

    assertThat(disk.now(0).tokens().keySet())
        .containsExactly(new TokenKey(VIEW.targetKind(), EntryKey.ofToken("u1", "u")));
  }

  @Test
  void whatIsNotConfirmedToTheHotStoreStays() {
    projector = projector(Kinds.standard(), 10);
    projector.step().join(); // This makes the place.
    append(unset(LIKE, 1), other(9));
    while (ledger.position(0).h() < 2) {
      projector.step().join();
    }
    Purger purger = purger(ANY_AGE);
    pass(purger);
    assertThat(pass(purger).tombstones()).as("committed and not confirmed").isZero();

    projectUpTo(2);

    assertThat(pass(purger).tombstones()).isEqualTo(1);
  }

  private static RegisterEvent other(int number) {
    return Samples.set(Samples.like(9, "u9"), "like", number);
  }

  private static CounterEvent token(String token, int number) {
    return Samples.add(VIEW, 1, token, number);
  }
}
