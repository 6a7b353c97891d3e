package dev.ovation.app.profile;

import dev.ovation.app.operation.LeasedTurn;
import dev.ovation.app.operation.Turn;
import dev.ovation.core.port.Leases;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one node at a time does: the one whose turn it is. It keeps its turn from one run to
 * the next, so the work stays where it knows what it did before. The work asks, before each thing
 * that it does, whether it is its turn still; each of these things must be harmless when two nodes
 * do it at once, since no lease can keep a node that was paused from finishing what it began. For
 * one thread.
 */
final class SingletonJob {
  private static final Logger LOG = LoggerFactory.getLogger(SingletonJob.class);

  /** Long, because nobody waits for such work; and asked for seldom, however often it runs. */
  private static final LeasedTurn.Term TERM =
      new LeasedTurn.Term(Duration.ofMinutes(15), Duration.ofMinutes(1));

  private final Turn.Giver turns;
  private final String name;
  private @Nullable Turn turn;

  /** Work that asks now and then whether it may go on. */
  @FunctionalInterface
  interface Work {
    void run(BooleanSupplier mayGoOn) throws InterruptedException;
  }

  /** Makes jobs by the names of what they are about. Thread-safe. */
  @FunctionalInterface
  interface Maker {
    SingletonJob of(String name);
  }

  private SingletonJob(Turn.Giver turns, String name) {
    this.turns = turns;
    this.name = name;
  }

  /** Where one process is alone. */
  static Maker alone() {
    return name -> new SingletonJob(any -> Turn.always(), name);
  }

  /** Where several nodes share a ledger. */
  static Maker shared(Leases leases, String holder, TimeSource time) {
    Turn.Giver giver = LeasedTurn.giver(leases, holder, TERM, time);
    return name -> new SingletonJob(asked -> told(giver.take(asked), asked), name);
  }

  private static @Nullable Turn told(@Nullable Turn turn, String name) {
    if (turn != null) {
      LOG.info("{} is this node's to do", name);
    }
    return turn;
  }

  /** Works if it is this node's turn or can be; answers whether it was. */
  boolean run(Work work) throws InterruptedException {
    Turn mine = turn;
    if (mine == null || !mine.isHeld()) {
      mine = turns.take(name);
      turn = mine;
      if (mine == null) {
        return false;
      }
    }
    work.run(mine::isHeld);
    return true;
  }
}
