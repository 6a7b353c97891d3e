package dev.ovation.app.cli;

import dev.ovation.app.config.OvationConfig;

/** Makes a server. The command line makes no adapters, so the program's entry hands this in. */
@FunctionalInterface
public interface ServerStarter {

  /**
   * Starts a server; it listens when this returns, and may not be ready yet.
   *
   * @throws dev.ovation.core.port.OvationException when it cannot start, saying why
   */
  RunningServer start(OvationConfig.Loaded loaded);
}
