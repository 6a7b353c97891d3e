package dev.ovation.app.cli.csvimport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Sends its batches one after the other. All lines of a register go through one lane, so the last
 * line of a register wins however many lanes there are. One thread adds, another runs.
 */
final class Lane {
  private static final List<Operation> END = List.of();

  private final int batchOperations;
  private final Acknowledged acknowledged;

  /** One batch waits while one is sent: the reader blocks when the server is slower. */
  private final BlockingQueue<List<Operation>> waiting = new ArrayBlockingQueue<>(1);

  private List<Operation> filling = new ArrayList<>();

  Lane(int batchOperations, Acknowledged acknowledged) {
    this.batchOperations = batchOperations;
    this.acknowledged = acknowledged;
  }

  void add(Operation operation) throws InterruptedException {
    if (filling.isEmpty()) {
      acknowledged.opened(operation.line());
    }
    filling.add(operation);
    if (filling.size() == batchOperations) {
      flush();
    }
  }

  /** No more lines: the lane ends when it has sent what it has. */
  void end() throws InterruptedException {
    flush();
    waiting.put(END);
  }

  private void flush() throws InterruptedException {
    if (!filling.isEmpty()) {
      waiting.put(filling);
      filling = new ArrayList<>();
    }
  }

  void run(BatchSender sender, Runnable progress)
      throws ImportStoppedException, InterruptedException {
    for (List<Operation> batch = waiting.take(); !batch.isEmpty(); batch = waiting.take()) {
      sender.send(batch);
      acknowledged.closed(batch.getFirst().line());
      progress.run();
    }
  }
}
