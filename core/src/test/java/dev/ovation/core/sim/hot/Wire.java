package dev.ovation.core.sim.hot;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What lies between a node and a server: it runs a script there, once, some time, or fails. */
public interface Wire {
  /** Runs every script at once. */
  Wire NONE =
      new Wire() {
        @Override
        public <T extends @Nullable Object> CompletableFuture<T> send(
            int server, String what, Object about, Supplier<T> script) {
          return CompletableFuture.completedFuture(script.get());
        }
      };

  /**
   * Sends a script.
   *
   * @param about its arguments, for people
   */
  <T extends @Nullable Object> CompletableFuture<T> send(
      int server, String what, Object about, Supplier<T> script);
}
