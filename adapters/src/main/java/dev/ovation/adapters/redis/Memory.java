package dev.ovation.adapters.redis;

import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the servers have room. They say so by refusing a script; from then on writes are refused
 * before they are in the log, until a look finds room again. Thread-safe.
 */
final class Memory {
  private static final Duration LOOK_PAUSE = Duration.ofMillis(250);

  /** There is room again when less than this part of the maximum is used. */
  private static final double ROOM_BELOW = 0.98;

  private final Servers servers;
  private final TimeSource time;
  private final AtomicLong lookedNanos;
  private volatile boolean full;

  Memory(Servers servers, TimeSource time) {
    this.servers = servers;
    this.time = time;
    this.lookedNanos = new AtomicLong(time.nanos() - LOOK_PAUSE.toNanos());
  }

  /** A server refused a script for want of memory. */
  void filled() {
    full = true;
  }

  /** The last answer; looks again in the background while it is yes. */
  boolean isFull() {
    if (full && mayLook()) {
      var _ = look();
    }
    return full;
  }

  private boolean mayLook() {
    long last = lookedNanos.get();
    long now = time.nanos();
    return now - last >= LOOK_PAUSE.toNanos() && lookedNanos.compareAndSet(last, now);
  }

  private CompletableFuture<Void> look() {
    CompletableFuture<?>[] looks =
        servers.inUse().stream()
            .map(
                node ->
                    node.connection()
                        .thenCompose(NodeConnection::info)
                        .thenApply(Memory::room)
                        // One that can't be asked refuses no script for want of memory. Writes need
                        // not wait for it: they are answered from the ledger.
                        .exceptionally(unreachable -> true))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(looks)
        .thenAccept(
            done -> {
              for (CompletableFuture<?> look : looks) {
                if (!look.resultNow().equals(true)) {
                  return;
                }
              }
              full = false;
            });
  }

  private static boolean room(ServerInfo server) {
    return server.maxBytes() == 0 || server.usedBytes() < ROOM_BELOW * server.maxBytes();
  }
}
