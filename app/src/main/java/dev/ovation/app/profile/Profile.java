package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.export.Exports;
import dev.ovation.app.http.ConsistencyDesk;
import dev.ovation.app.http.DeadLetterDesk;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.HotStore.HotStats;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Everything of a process but its HTTP: engines, projection, jobs, meters. Thread-safe. */
public interface Profile extends AutoCloseable {

  /** Makes a profile. */
  @FunctionalInterface
  interface Opener {
    /**
     * Starts a profile.
     *
     * @throws dev.ovation.core.port.OvationException when it can't be used, saying why and what to
     *     do
     */
    Profile open(OvationConfig config, MeterRegistry registry);
  }

  /** What callers use. It refuses all calls until the profile is ready. */
  InteractionService service();

  /** How the parts are, by name. Asking is cheap and never fails. */
  Map<String, Supplier<Health>> checks();

  HotStats hotStats();

  /** Where events that could not be applied are seen to. */
  DeadLetterDesk deadLetters();

  /** Where work that takes longer than a request is begun and seen to. */
  OperationDesk operations();

  /** Tells all that the ledger holds. */
  Exports exports();

  /** Where people ask how consistent everything is, and have it looked at. */
  ConsistencyDesk consistency();

  /**
   * Waits until it serves.
   *
   * @throws dev.ovation.core.port.OvationException when that will not come by waiting, saying what
   *     to do
   */
  void awaitReady() throws InterruptedException;

  /** Finishes, flushes and closes, in the order in which the parts depend on each other. */
  @Override
  void close();

  /**
   * Like {@link #close()}.
   *
   * @param patience how long what is under way may take; what is left is done later, by this or
   *     another process
   */
  void close(Duration patience);
}
