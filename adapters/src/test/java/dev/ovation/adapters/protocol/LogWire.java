package dev.ovation.adapters.protocol;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The way from one node to the log. It can be cut, and what travels on it can be held: an append
 * before the log has it, its outcome before the node is told, and the question for the log's end.
 * Thread-safe.
 */
final class LogWire implements EventLog {
  final Gate appends = new Gate();
  final Gate outcomes = new Gate();
  final Gate ends = new Gate();
  private final EventLog to;
  private volatile boolean cut;

  LogWire(EventLog to) {
    this.to = to;
  }

  /** From now on, or not any more, the log is down as far as this node can tell. */
  void cut(boolean isCut) {
    cut = isCut;
  }

  private static OvationException unreachable() {
    return new OvationException(ErrorCode.LOG_UNAVAILABLE, "the wire to the log is cut");
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    appends.pass(
        () -> {
          if (cut) {
            callback.failed(unreachable());
          } else {
            to.append(event, new Held(callback));
          }
        });
  }

  /** Tells an outcome when it is let through. */
  private final class Held implements AppendCallback {
    private final AppendCallback callback;

    Held(AppendCallback callback) {
      this.callback = callback;
    }

    @Override
    public void durable(long offset) {
      outcomes.pass(() -> callback.durable(offset));
    }

    @Override
    public void failed(OvationException failure) {
      outcomes.pass(() -> callback.failed(failure));
    }
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    if (cut) {
      throw unreachable();
    }
    return to.read(partition, afterOffset, eventsMax);
  }

  @Override
  public long end(int partition) {
    return to.end(partition);
  }

  @Override
  public CompletableFuture<Long> endNow(int partition) {
    if (cut) {
      return CompletableFuture.failedFuture(unreachable());
    }
    CompletableFuture<Void> passed = new CompletableFuture<>();
    ends.pass(() -> passed.complete(null));
    return passed.thenCompose(done -> to.endNow(partition));
  }

  @Override
  public int partitions() {
    return to.partitions();
  }

  @Override
  public Health check() {
    return to.check();
  }

  /** Leaves the log open: it is shared. */
  @Override
  public void close() {
    cut = true;
  }
}
