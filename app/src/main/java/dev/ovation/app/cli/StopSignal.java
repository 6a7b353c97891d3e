package dev.ovation.app.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and Ctrl-C into an orderly end: the main thread is woken, closes the server, and
 * only then does the process go, with exit code 0 because a stop that was asked for is no failure.
 */
final class StopSignal implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();
  private final Duration patience;
  private boolean starting = true; // Guarded by this.

  /**
   * To be called on the thread that will close the server.
   *
   * @param patience how long closing may take before the process goes all the same
   */
  StopSignal(Duration patience) {
    this.patience = patience;
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
  }

  /** Waits until the process is told to stop. */
  void await() throws InterruptedException {
    synchronized (this) {
      starting = false;
    }
    asked.await();
  }

  /** The server is closed: the process may go. */
  @Override
  public void close() {
    finished.countDown();
  }

  /** Once the server runs, the main thread wakes by itself, and nothing may disturb its closing. */
  private synchronized void interruptStart() {
    if (starting) {
      main.interrupt();
    }
  }

  private void stop() {
    asked.countDown();
    if (finished.getCount() == 0) {
      // The command ended by itself, and its exit code stands.
      return;
    }
    interruptStart();
    try {
      boolean inTime = finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(inTime ? ExitCode.OK : ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
