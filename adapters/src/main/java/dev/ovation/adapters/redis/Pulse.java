package dev.ovation.adapters.redis;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the servers how they are, in the background, and remembers the answer. Thread-safe. */
final class Pulse {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final double NEARLY_FULL = 0.9;

  private final Servers servers;
  private final TimeSource time;

  // Guarded by this.
  private Health last = Health.degraded("Redis has not been asked yet");
  private CompletableFuture<Void> asking = CompletableFuture.completedFuture(null);
  private long askedNanos;

  Pulse(Servers servers, TimeSource time) {
    this.servers = servers;
    this.time = time;
    this.askedNanos = time.nanos() - PAUSE.toNanos();
  }

  /** The last answer; asks again if it is no longer fresh. */
  synchronized Health check() {
    if (asking.isDone() && time.nanos() - askedNanos >= PAUSE.toNanos()) {
      askedNanos = time.nanos();
      asking =
          connect()
              .<@Nullable Throwable>handle((done, failure) -> failure)
              .thenCompose(failure -> ask(List.copyOf(servers.inUse()), failure));
    }
    return last;
  }

  private synchronized void remember(Health health) {
    last = health;
  }

  /** Connects to every server that has slots; fails with what is wrong with one of them. */
  CompletableFuture<Void> connect() {
    return servers
        .owner(0)
        .thenCompose(
            any ->
                CompletableFuture.allOf(
                    servers.inUse().stream()
                        .map(Node::connection)
                        .toArray(CompletableFuture[]::new)));
  }

  private CompletableFuture<Void> ask(List<Node> nodes, @Nullable Throwable failure) {
    if (nodes.isEmpty()) {
      String why = failure == null ? "no server has slots" : message(failure);
      remember(Health.down(why));
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<Beat>> beats = nodes.stream().map(this::beat).toList();
    return CompletableFuture.allOf(beats.toArray(CompletableFuture[]::new))
        .thenAccept(done -> remember(health(beats.stream().map(CompletableFuture::join).toList())));
  }

  /**
   * What one server answered.
   *
   * @param failure null when it answered
   */
  private record Beat(Node node, long nanos, double used, @Nullable String failure) {}

  private CompletableFuture<Beat> beat(Node node) {
    return node.connection()
        .thenCompose(
            connection -> {
              long asked = time.nanos();
              return connection
                  .info()
                  .thenApply(info -> new Beat(node, time.nanos() - asked, used(info), null));
            })
        .exceptionally(
            failure -> new Beat(node, 0, 0, message(Failures.of(node.address(), failure))));
  }

  private static double used(ServerInfo info) {
    return info.maxBytes() == 0 ? 0 : (double) info.usedBytes() / info.maxBytes();
  }

  private static String message(Throwable failure) {
    return String.valueOf(OvationException.causeOf(failure).getMessage());
  }

  private static Health health(List<Beat> beats) {
    List<String> failures = new ArrayList<>();
    long slowest = 0;
    double fullest = 0;
    for (Beat beat : beats) {
      if (beat.failure != null) {
        failures.add(beat.failure);
      }
      slowest = Math.max(slowest, beat.nanos);
      fullest = Math.max(fullest, beat.used);
    }
    if (failures.size() == beats.size()) {
      return Health.down(failures.getFirst());
    }
    if (!failures.isEmpty()) {
      return Health.degraded(
          "%d of %d servers: %s".formatted(failures.size(), beats.size(), failures.getFirst()));
    }
    String figures =
        "%d servers, slowest %.1f ms, fullest %.0f %% of its maxmemory"
            .formatted(beats.size(), slowest / 1e6, 100 * fullest);
    return fullest > NEARLY_FULL
        ? Health.degraded(figures + "; writes are refused when it is full: raise it")
        : Health.up(figures);
  }
}
