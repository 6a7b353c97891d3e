package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * A log that several nodes append to: what it has taken is durable. It can be down, and it can fail
 * to tell what became of an append, which may then be in it, or come into it late.
 */
final class SimBroker {
  final Partitioner partitioner;
  private final SimScheduler scheduler;
  private final Story story;
  private final IntSupplier failurePercent;
  private final List<List<Event>> records = new ArrayList<>();
  private boolean down;
  private boolean full;

  SimBroker(
      Partitioner partitioner, SimScheduler scheduler, Story story, IntSupplier failurePercent) {
    this.partitioner = partitioner;
    this.scheduler = scheduler;
    this.story = story;
    this.failurePercent = failurePercent;
    for (int p = 0; p < partitioner.partitions(); p++) {
      records.add(new ArrayList<>());
    }
  }

  void goDown(boolean isDown) {
    down = isDown;
    story.tell(null, () -> isDown ? "the log goes down" : "the log is back");
  }

  /** From now on nothing is taken, or again; what it has can be read. */
  void fill(boolean isFull) {
    full = isFull;
    story.tell(null, () -> isFull ? "the log has no room" : "the log has room again");
  }

  boolean isDown() {
    return down;
  }

  /** The events of a partition; offset o is at index o - 1. */
  List<Event> events(int partition) {
    return Collections.unmodifiableList(records.get(partition));
  }

  long end(int partition) {
    return records.get(partition).size();
  }

  private static OvationException unavailable() {
    return new OvationException(ErrorCode.LOG_UNAVAILABLE, "the simulated log is down");
  }

  private long write(Event event) {
    List<Event> to = records.get(partitioner.partition(event));
    to.add(event);
    story.tell(
        event.targetKind(), () -> "log has " + Story.event(event) + " durable @" + to.size());
    return to.size();
  }

  /** The log as a node reaches it. */
  EventLog client(int life) {
    return new Client(life);
  }

  private final class Client implements EventLog {
    private final int life;

    Client(int life) {
      this.life = life;
    }

    @Override
    public void append(Event event, AppendCallback callback) {
      // It is on its way whatever becomes of its sender.
      scheduler.step(SimScheduler.OUTSIDE, "log takes", () -> arrive(event, callback));
    }

    private void arrive(Event event, AppendCallback callback) {
      if (down) {
        answer(() -> callback.failed(unavailable()));
      } else if (full) {
        // Its leader may have written what its followers have no room for.
        boolean certain = scheduler.chance(75);
        if (!certain && scheduler.chance(50)) {
          write(event);
        }
        answer(
            () ->
                callback.failed(
                    new OvationException(
                        certain ? ErrorCode.LOG_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN,
                        "the simulated log has no room")));
      } else if (scheduler.chance(failurePercent.getAsInt())) {
        int fate = scheduler.random(3);
        if (fate == 0) {
          write(event);
        } else if (fate == 1) {
          scheduler.step(SimScheduler.OUTSIDE, "log takes late", () -> late(event));
        }
        OvationException unknown =
            new OvationException(ErrorCode.OUTCOME_UNKNOWN, "the simulated log does not tell");
        answer(() -> callback.failed(unknown));
      } else {
        long offset = write(event);
        answer(() -> callback.durable(offset));
      }
    }

    private void late(Event event) {
      if (!down && !full) {
        write(event);
      }
    }

    private void answer(Runnable told) {
      scheduler.step(life, "log answers", told);
    }

    @Override
    public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
      if (down) {
        throw unavailable();
      }
      List<Event> all = records.get(partition);
      List<LogRecord> page = new ArrayList<>();
      for (long o = afterOffset + 1; o <= all.size() && page.size() < eventsMax; o++) {
        page.add(new LogRecord.Readable(o, all.get((int) o - 1)));
      }
      return page;
    }

    @Override
    public long end(int partition) {
      return records.get(partition).size();
    }

    @Override
    public CompletableFuture<Long> endNow(int partition) {
      CompletableFuture<Long> end = new CompletableFuture<>();
      scheduler.step(
          life,
          "log tells its end",
          () -> {
            if (down) {
              scheduler.step(
                  life, "log does not answer", () -> end.completeExceptionally(unavailable()));
            } else {
              long now = end(partition);
              scheduler.step(life, "log answers its end", () -> end.complete(now));
            }
          });
      return end;
    }

    @Override
    public int partitions() {
      return records.size();
    }

    @Override
    public Health check() {
      return down ? Health.down("simulated outage") : Health.up("simulated");
    }

    @Override
    public void close() {
      // Nothing to release: the broker stays.
    }
  }
}
