package dev.ovation.app.job;

import dev.ovation.app.operation.Turn;
import dev.ovation.core.port.OvationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one node at a time does: the one whose turn it is. It keeps its turn from one run to
 * the next, so the work stays where it knows what it did before. The work asks, before each thing
 * that it does, whether it is its turn still; each of these things must be harmless when two nodes
 * do it at once, since no lease can keep a node that was paused from finishing what it began. Runs
 * are for one thread, {@link #close} is for any.
 */
public final class SingletonJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SingletonJob.class);

  private final Turn.Giver turns;
  private final String name;
  private volatile @Nullable Turn turn;
  private volatile boolean closed;

  /** Work that asks now and then whether it may go on. */
  @FunctionalInterface
  public interface Work {
    void run(BooleanSupplier mayGoOn) throws InterruptedException;
  }

  SingletonJob(Turn.Giver turns, String name) {
    this.turns = turns;
    this.name = name;
  }

  /**
   * Works if it is this node's turn or can be; answers whether it was.
   *
   * @throws OvationException when nobody can tell whose turn it is
   */
  public boolean run(Work work) throws InterruptedException {
    Turn mine = mine();
    if (mine == null) {
      return false;
    }
    work.run(() -> !closed && mine.isHeld());
    return true;
  }

  private @Nullable Turn mine() {
    Turn before = turn;
    if (closed) {
      return null;
    }
    return before != null && before.isHeld() ? before : take();
  }

  private @Nullable Turn take() {
    Turn taken = turns.take(name);
    turn = taken;
    if (taken != null) {
      LOG.info("{} is this node's to do", name);
    }
    if (closed) {
      // Whoever closed it may have looked before there was anything to give back.
      giveBack(taken);
      return null;
    }
    return taken;
  }

  private void giveBack(@Nullable Turn taken) {
    if (taken == null) {
      return;
    }
    try {
      taken.close();
    } catch (OvationException e) {
      LOG.info("{} could not be given back, and goes on elsewhere later: {}", name, e.getMessage());
    }
  }

  /** Gives its turn back, so that another node need not wait until it is over. It runs no more. */
  @Override
  public void close() {
    closed = true;
    giveBack(turn);
  }
}
