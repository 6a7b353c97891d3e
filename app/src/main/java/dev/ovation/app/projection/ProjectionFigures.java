package dev.ovation.app.projection;

import dev.ovation.core.projection.Projector.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** What was projected since the start. Thread-safe; cheap to ask. */
public final class ProjectionFigures {
  private final AtomicLong projected = new AtomicLong();
  private final AtomicLong parked = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();

  /** A step was taken. */
  void add(Progress progress) {
    projected.addAndGet(progress.projected());
    parked.addAndGet(progress.parked());
    retried.addAndGet(progress.retried());
    dropped.addAndGet(progress.dropped());
  }

  /** A try failed. */
  void failed() {
    failures.incrementAndGet();
  }

  /** Events committed. */
  public long projected() {
    return projected.get();
  }

  /** Events that went to the dead letters. */
  public long parked() {
    return parked.get();
  }

  /** Dead letters whose event was applied after all. */
  public long retried() {
    return retried.get();
  }

  /** Dead letters that were given up. */
  public long dropped() {
    return dropped.get();
  }

  /** Tries that failed. */
  public long failures() {
    return failures.get();
  }
}
