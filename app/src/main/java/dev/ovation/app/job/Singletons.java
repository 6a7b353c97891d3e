package dev.ovation.app.job;

import dev.ovation.app.operation.LeasedTurn;
import dev.ovation.app.operation.LeasedTurn.Term;
import dev.ovation.app.operation.Turn;
import dev.ovation.core.port.Leases;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** This node's part in all work that one node at a time does. Thread-safe. */
public final class Singletons implements AutoCloseable {
  /** For what nobody waits for; it may run seldom, and is to stay where it is all the same. */
  private static final Term SELDOM = new Term(Duration.ofMinutes(15), Duration.ofMinutes(1));

  /** For what must not rest for long when the node that did it dies. */
  private static final Term ALWAYS = new Term(Duration.ofSeconds(30), Duration.ofSeconds(5));

  private final Turn.Giver seldom;
  private final Turn.Giver always;
  private final List<SingletonJob> jobs = new ArrayList<>();

  private Singletons(Turn.Giver seldom, Turn.Giver always) {
    this.seldom = seldom;
    this.always = always;
  }

  /** Where one process is alone. */
  public static Singletons alone() {
    return new Singletons(name -> Turn.always(), name -> Turn.always());
  }

  /** Where several nodes share a ledger. */
  public static Singletons shared(Leases leases, String holder, TimeSource time) {
    return new Singletons(
        LeasedTurn.giver(leases, holder, SELDOM, time),
        LeasedTurn.giver(leases, holder, ALWAYS, time));
  }

  /** Work that may rest for a quarter of an hour when the node that did it dies. */
  public SingletonJob seldom(String name) {
    return add(new SingletonJob(seldom, name));
  }

  /** Work that goes on elsewhere within half a minute; it must run more often than that. */
  public SingletonJob always(String name) {
    return add(new SingletonJob(always, name));
  }

  private synchronized SingletonJob add(SingletonJob job) {
    jobs.add(job);
    return job;
  }

  /** Gives back all that is this node's turn, so that others go on at once. */
  @Override
  public synchronized void close() {
    jobs.forEach(SingletonJob::close);
  }
}
