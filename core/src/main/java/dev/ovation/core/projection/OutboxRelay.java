package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Appends rows of the outbox to the log, one after the other, until one fails. A row that is
 * appended and not marked is appended again one day, which harms nobody.
 */
final class OutboxRelay implements AppendCallback {
  private final EventLog log;
  private final Iterator<OutboxRow> rows;
  private final List<Long> sent = new ArrayList<>();
  private final CompletableFuture<List<Long>> done = new CompletableFuture<>();
  private long current;

  OutboxRelay(EventLog log, List<OutboxRow> rows) {
    this.log = log;
    this.rows = rows.iterator();
  }

  /** The ids of rows that are durable in the log. The future does not fail. */
  CompletableFuture<List<Long>> run() {
    next();
    return done;
  }

  private void next() {
    if (!rows.hasNext()) {
      done.complete(sent);
      return;
    }
    OutboxRow row = rows.next();
    current = row.id();
    log.append(row.event(), this);
  }

  @Override
  public void durable(long offset) {
    sent.add(current);
    next();
  }

  @Override
  public void failed(OvationException failure) {
    // The log is down still; the rows wait.
    done.complete(sent);
  }
}
