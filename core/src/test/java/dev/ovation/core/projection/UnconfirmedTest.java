package dev.ovation.core.projection;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector.Progress;
import dev.ovation.core.sim.SimLedger;
import dev.ovation.core.sim.SimScheduler;
import dev.ovation.core.sim.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A long range is confirmed anew slice by slice; what fails is found, parked and settled. */
class UnconfirmedTest {
  private static final int EVENTS = 95;
  private static final int SLICE = 10;

  private final Story story = new Story(false);
  private final SimLedger.Disk disk = new SimLedger.Disk(new Partitioner(1));
  private final SimLedger ledger =
      new SimLedger(new SimScheduler(1, story), story, disk, 1, () -> 0);
  private final MemoryLog log = new MemoryLog();
  private final MemoryHotStore hot =
      new MemoryHotStore(
          new Partitioner(1), new MemoryHotStore.Limits(1 << 20, 1 << 20, 1 << 30, 100));

  /** A log that remembers how much was asked of it at once. */
  private static final class MemoryLog implements EventLog {
    private final List<Event> events = new ArrayList<>();
    private final List<Integer> asked = new ArrayList<>();

    @Override
    public void append(Event event, AppendCallback callback) {
      events.add(event);
      callback.durable(events.size());
    }

    @Override
    public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
      asked.add(eventsMax);
      List<LogRecord> records = new ArrayList<>();
      for (long o = afterOffset + 1; o <= events.size() && records.size() < eventsMax; o++) {
        records.add(new LogRecord.Readable(o, events.get((int) o - 1)));
      }
      return records;
    }

    @Override
    public long end(int partition) {
      return events.size();
    }

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public Health check() {
      return Health.up("in memory");
    }

    @Override
    public void close() {
      // Nothing to release.
    }
  }

  private Projector projector(Kinds kinds, int batch) {
    return new Projector(
        0, new Projector.Ports(log, ledger, hot, kinds, TimeSource.SYSTEM), batch, SLICE);
  }

  private static Kinds withoutLikes() {
    return new Kinds(
        Kinds.standard().all().stream()
            .map(kind -> kind.name().equals("like") ? new Kind.Counter("like") : kind)
            .toList());
  }

  private static int run(Projector projector) {
    int steps = 0;
    while (true) {
      Progress progress = projector.step().join();
      if (progress.idle()) {
        return steps;
      }
      steps++;
    }
  }

  private void fillLog() {
    for (int i = 1; i <= EVENTS; i++) {
      log.events.add(set(like(i % 7, "u" + i % 13), i % 3 == 0 ? null : "like", i));
    }
  }

  private Counts shown(int video) {
    return Objects.requireNonNull(
        hot.read(List.of(new HotQuery(likesOf(video), null))).join().getFirst().counts());
  }

  @Test
  void aLongRangeIsHeldSliceBySliceAndThePlaceMovesOnceAtTheEnd() {
    hot.createPlace(0, new Place(0, 0), List.of()).join();
    fillLog();
    Projector lost = projector(Kinds.standard(), EVENTS);
    lost.step().join(); // Finds its place.
    lost.step().join(); // Commits, and does not live to confirm.
    assertThat(ledger.position(0).h()).isEqualTo(EVENTS);
    log.asked.clear();

    Projector next = projector(Kinds.standard(), EVENTS);
    List<Place> places = new ArrayList<>();
    while (!next.step().join().idle()) {
      places.add(Objects.requireNonNull(hot.place(0).join()));
    }

    long told = log.asked.stream().filter(most -> most == SLICE).count();
    assertThat(log.asked.subList(0, (int) told)).as("bounded").containsOnly(SLICE);
    assertThat(told).isEqualTo((EVENTS + SLICE - 1) / SLICE);
    assertThat(places.stream().distinct().toList())
        .containsExactly(new Place(0, 0), new Place(1, EVENTS));
    for (int video = 0; video < 7; video++) {
      Counts stored = disk(video);
      hot.fillBase(
              likesOf(video), new dev.ovation.core.port.HotStore.BaseSnapshot(stored, 1, EVENTS, 1))
          .join();
      assertThat(shown(video)).isEqualTo(stored);
    }
  }

  private Counts disk(int video) {
    return ledger.<Counts>transact(
        0, transaction -> transaction.counts(List.of(likesOf(video))).getFirst());
  }

  @Test
  void whoeverStopsBetweenSlicesBeginsAnew() {
    hot.createPlace(0, new Place(0, 0), List.of()).join();
    fillLog();
    Projector lost = projector(Kinds.standard(), EVENTS);
    lost.step().join();
    lost.step().join();
    for (int steps = 1; steps < 20; steps++) {
      Projector stopped = projector(Kinds.standard(), EVENTS);
      for (int i = 0; i < steps; i++) {
        stopped.step().join();
      }
      assertThat(hot.place(0).join()).isEqualTo(new Place(0, 0));
    }

    run(projector(Kinds.standard(), EVENTS));

    assertThat(hot.place(0).join()).isEqualTo(new Place(1, EVENTS));
  }

  @Test
  void aLetterStaysParkedWhileItsCauseLastsAndIsAppliedOnceItIsGone() {
    RegisterEvent event = set(like(1, "u1"), "like", 1);
    log.events.add(event);
    Projector wrong = projector(withoutLikes(), 5);
    run(wrong);
    assertThat(ledger.deadLetters(0, 10)).hasSize(1);

    ledger.decide(0, 1, new Decision(Verdict.RETRY, "somebody", "to see", 1));
    wrong.lookAtLetters();
    run(wrong);
    Letter kept = Objects.requireNonNull(ledger.letter(0, 1));
    assertThat(kept.attempts()).isEqualTo(2);
    assertThat(kept.isSettled()).isFalse();

    ledger.decide(0, 1, new Decision(Verdict.RETRY, "somebody", "mended", 2));
    run(projector(Kinds.standard(), 5)); // As after a restart.
    assertThat(Objects.requireNonNull(ledger.letter(0, 1)).isSettled()).isTrue();
    assertThat(disk(1).get("like")).isEqualTo(1);
  }
}
