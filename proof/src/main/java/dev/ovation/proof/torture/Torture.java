package dev.ovation.proof.torture;

import dev.ovation.proof.torture.load.Nodes;
import java.io.IOException;

/** Processes that run, and what can be done to them. Used by one thread. */
interface Torture extends AutoCloseable {
  /** One fault under load, after which everything is well again and was judged. */
  void cycle() throws IOException, InterruptedException;

  /** Who answers. */
  Nodes nodes();

  /** Kills all that was started. */
  @Override
  void close() throws IOException;
}
