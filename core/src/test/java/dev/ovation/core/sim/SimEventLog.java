package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A log on a simulated disk. An append is written in one step and durable after another; what was
 * written and not synced may or may not survive a crash.
 */
public final class SimEventLog implements EventLog {
  private final SimScheduler scheduler;
  private final Story story;
  private final Disk disk;
  private final int life;
  private final Behaviour behaviour;
  private final List<Append> queued = new ArrayList<>();
  private final List<Append> written = new ArrayList<>();
  private final Set<Long> numbersQueued = new HashSet<>();
  private final Set<Long> numbersWritten = new HashSet<>();
  private long appends;
  private boolean syncing;
  private boolean closed;

  /**
   * How a log behaves.
   *
   * @param racing appends of different threads are written in any order
   * @param failurePercent how many of a hundred appends and syncs fail, asked each time
   * @param defect what is wrong with it on purpose
   */
  public record Behaviour(boolean racing, IntSupplier failurePercent, Defect defect) {
    public static final Behaviour GOOD = new Behaviour(false, () -> 0, Defect.NONE);
  }

  /** Planted bugs. */
  public enum Defect {
    NONE,
    ACKNOWLEDGES_BEFORE_SYNC,
    READS_WHAT_IS_NOT_SYNCED
  }

  /** What outlives a process: for each partition its records, of which a prefix is durable. */
  public static final class Disk {
    private final Partitioner partitioner;
    private final List<List<Event>> records = new ArrayList<>();
    private final int[] durable;

    public Disk(Partitioner partitioner) {
      this.partitioner = partitioner;
      this.durable = new int[partitioner.partitions()];
      for (int p = 0; p < durable.length; p++) {
        records.add(new ArrayList<>());
      }
    }

    /** The durable events of a partition; offset o is at index o - 1. */
    List<Event> durable(int partition) {
      return records.get(partition).subList(0, durable[partition]);
    }

    private void crash(SimScheduler scheduler, Story story) {
      for (int p = 0; p < durable.length; p++) {
        List<Event> all = records.get(p);
        int survive = durable[p] + scheduler.random(all.size() - durable[p] + 1);
        int before = durable[p];
        int lost = all.size() - survive;
        all.subList(survive, all.size()).clear();
        durable[p] = survive;
        int partition = p;
        story.tell(
            null,
            () ->
                "log of partition "
                    + partition
                    + " survives up to @"
                    + survive
                    + ": was durable up to @"
                    + before
                    + ", lost "
                    + lost);
      }
    }
  }

  private record Append(
      long number, Event event, int partition, long offset, AppendCallback callback) {}

  public SimEventLog(
      SimScheduler scheduler, Story story, Disk disk, int life, Behaviour behaviour) {
    this.scheduler = scheduler;
    this.story = story;
    this.disk = disk;
    this.life = life;
    this.behaviour = behaviour;
  }

  /** The machine stops: durable records stay, and perhaps some that were only written. */
  public static void crash(Disk disk, SimScheduler scheduler, Story story) {
    disk.crash(scheduler, story);
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    int partition = disk.partitioner.partition(event);
    if (closed) {
      fail(event, callback, ErrorCode.LOG_UNAVAILABLE);
      return;
    }
    if (scheduler.chance(behaviour.failurePercent().getAsInt())) {
      boolean certain = scheduler.chance(50);
      fail(event, callback, certain ? ErrorCode.LOG_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN);
      if (certain || scheduler.chance(50)) {
        return;
      }
      queue(new Append(++appends, event, partition, 0, SILENT));
      return;
    }
    queue(new Append(++appends, event, partition, 0, callback));
  }

  private void fail(Event event, AppendCallback callback, ErrorCode code) {
    scheduler.step(
        life,
        "log refuses",
        () -> {
          story.tell(
              event.targetKind(), () -> "append of " + Story.event(event) + " fails: " + code);
          callback.failed(new OvationException(code, "simulated failure of the log"));
        });
  }

  /** The appends that are neither durable nor given up, by number. */
  Set<Long> underWay() {
    Set<Long> all = new HashSet<>(numbersQueued);
    all.addAll(numbersWritten);
    return all;
  }

  private void queue(Append append) {
    numbersQueued.add(append.number());
    if (behaviour.racing()) {
      scheduler.step(life, "log writes", () -> write(append));
    } else {
      queued.add(append);
      scheduler.step(life, "log writes", () -> write(queued.removeFirst()));
    }
  }

  private void write(Append next) {
    List<Event> records = disk.records.get(next.partition());
    records.add(next.event());
    Append done =
        new Append(next.number(), next.event(), next.partition(), records.size(), next.callback());
    numbersQueued.remove(next.number());
    numbersWritten.add(next.number());
    story.tell(
        next.event().targetKind(),
        () -> "log writes " + Story.event(done.event()) + " @" + done.offset());
    if (behaviour.defect() == Defect.ACKNOWLEDGES_BEFORE_SYNC) {
      scheduler.step(life, "log acknowledges", () -> done.callback().durable(done.offset()));
      written.add(new Append(done.number(), done.event(), done.partition(), done.offset(), SILENT));
    } else {
      written.add(done);
    }
    if (!syncing) {
      syncing = true;
      scheduler.step(life, "log syncs", this::sync);
    }
  }

  private void sync() {
    syncing = false;
    List<Append> batch = List.copyOf(written);
    written.clear();
    if (scheduler.chance(behaviour.failurePercent().getAsInt())) {
      // What is written may still be durable one day: the next sync takes it along.
      for (Append append : batch) {
        fail(append.event(), append.callback(), ErrorCode.OUTCOME_UNKNOWN);
      }
      return;
    }
    for (int p = 0; p < disk.durable.length; p++) {
      disk.durable[p] = disk.records.get(p).size();
    }
    numbersWritten.clear();
    for (Append append : batch) {
      story.tell(
          append.event().targetKind(),
          () -> "log has " + Story.event(append.event()) + " durable @" + append.offset());
      scheduler.step(life, "log acknowledges", () -> append.callback().durable(append.offset()));
    }
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    List<Event> readable =
        behaviour.defect() == Defect.READS_WHAT_IS_NOT_SYNCED
            ? disk.records.get(partition)
            : disk.durable(partition);
    List<LogRecord> page = new ArrayList<>();
    for (long o = afterOffset + 1; o <= readable.size() && page.size() < eventsMax; o++) {
      page.add(new LogRecord.Readable(o, readable.get((int) o - 1)));
    }
    return page;
  }

  @Override
  public long end(int partition) {
    return behaviour.defect() == Defect.READS_WHAT_IS_NOT_SYNCED
        ? disk.records.get(partition).size()
        : disk.durable[partition];
  }

  @Override
  public int partitions() {
    return disk.durable.length;
  }

  @Override
  public Health check() {
    return closed ? Health.down("closed") : Health.up("simulated");
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Of an append whose caller was told already. */
  private static final AppendCallback SILENT =
      new AppendCallback() {
        @Override
        public void durable(long offset) {
          // The caller was told that the outcome is unknown.
        }

        @Override
        public void failed(OvationException failure) {
          // The caller was told that the outcome is unknown.
        }
      };
}
