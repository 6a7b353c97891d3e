package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write and read at the same time until they are told to stop. Methods are called by
 * one thread.
 */
public final class Clients {
  private static final Duration END_PATIENCE = Duration.ofSeconds(60);

  private final Shared shared;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** What they have in common. Thread-safe. */
  static final class Shared {
    private final History history;
    private final Meter meter;
    private final Playground playground;
    private final long nanosBetween;
    private volatile boolean stopping;

    private Shared(History history, Meter meter, Playground playground, long nanosBetween) {
      this.history = history;
      this.meter = meter;
      this.playground = playground;
      this.nanosBetween = nanosBetween;
    }

    History history() {
      return history;
    }

    Meter meter() {
      return meter;
    }

    Playground playground() {
      return playground;
    }

    /** How long a client has for an operation, so that all keep to the rate. */
    long nanosBetween() {
      return nanosBetween;
    }

    boolean isStopping() {
      return stopping;
    }
  }

  /**
   * How much they do.
   *
   * @param rate operations a second of all of them at the most; 0 for as many as are answered
   */
  public record Load(int clients, int rate) {}

  private Clients(Shared shared) {
    this.shared = shared;
  }

  /** Starts them. */
  public static Clients start(
      Load load,
      Nodes nodes,
      History history,
      Meter meter,
      Playground playground,
      SplittableRandom random) {
    long between = load.rate() == 0 ? 0 : load.clients() * 1_000_000_000L / load.rate();
    Clients clients = new Clients(new Shared(history, meter, playground, between));
    for (int number = 1; number <= load.clients(); number++) {
      Client client = new Client(number, nodes, clients.shared, random.split());
      clients.threads.add(
          Thread.ofVirtual()
              .name("client " + number)
              .uncaughtExceptionHandler((thread, e) -> clients.failure.compareAndSet(null, e))
              .start(client::run));
    }
    return clients;
  }

  /**
   * Lets them finish what they have begun.
   *
   * @throws IllegalStateException when one of them failed, or does not end
   */
  public void stop() throws InterruptedException {
    shared.stopping = true;
    for (Thread thread : threads) {
      if (!thread.join(END_PATIENCE)) {
        throw new IllegalStateException(thread.getName() + " does not end");
      }
    }
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a client failed: " + failed, failed);
    }
  }
}
