package dev.ovation.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Durable likes over HTTP, bounded by time, in one of two ways.
 *
 * <ul>
 *   <li>Without a rate, in closed loops: each connection sends its next like when the one before
 *       was answered. It shows what the server can do. Its latencies say nothing about what an open
 *       stream of requests would see; compare them only with another closed loop.
 *   <li>With a rate, each connection has its likes due at fixed times. One that is due while the
 *       connection still waits is sent late, and its latency counts from when it was due: a server
 *       that stalls is charged for all that would have come meanwhile (no coordinated omission).
 *       What a cold driver and a cold server could not keep up with is dropped when the warm-up
 *       ends. Timers are of a millisecond, so up to that much is the driver's own.
 * </ul>
 *
 * <p>It shares the machine with what it measures, so it writes its requests by hand and reads of an
 * answer no more than its status and its length: a client that does all of HTTP costs as much as
 * the server.
 */
final class LoadDriver {
  private static final long TIMER_NANOS = 1_000_000;

  private final Load load;
  private final URI uri;
  private final Targets targets;
  private final Measured measured = new Measured();
  private volatile boolean running = true;

  /**
   * What to send.
   *
   * @param actors how many different actors, chosen evenly
   * @param targets how many different targets, chosen evenly
   * @param hotShare the share of likes, 0 to 1, that go to one more target
   * @param rate likes a second, 0 for as many as there are answers
   */
  record Load(
      String url,
      int connections,
      Duration warmup,
      Duration duration,
      int actors,
      int targets,
      double hotShare,
      double rate,
      long seed) {

    Load at(double newRate) {
      return new Load(
          url, connections, warmup, duration, actors, targets, hotShare, newRate, seed + 1);
    }
  }

  /** What came back. Rates are in requests a second, latencies in milliseconds. */
  record Result(
      double perSecond, double p50, double p99, double p999, long ok, long refused, long failed) {}

  LoadDriver(Load load) {
    this.load = load;
    this.uri = URI.create(load.url());
    this.targets = new Targets(load);
  }

  Result run() throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      NetClient client = vertx.createNetClient();
      CountDownLatch finished = new CountDownLatch(load.connections());
      SplittableRandom seeds = new SplittableRandom(load.seed());
      long apart = load.rate() > 0 ? (long) (1e9 / load.rate()) : 0;
      long start = System.nanoTime();
      for (int i = 0; i < load.connections(); i++) {
        new Connection(vertx, client, seeds.split(), finished, start + i * apart).connect();
      }
      measured.window(load);
      running = false;
      if (!finished.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("requests were still unanswered after 30 s");
      }
      return measured.result();
    } finally {
      vertx.close().await();
    }
  }

  /** One like after the other. Used by one event loop. */
  private final class Connection {
    private final Vertx vertx;
    private final NetClient client;
    private final SplittableRandom random;
    private final CountDownLatch finished;
    private final long intervalNanos;
    private final ResponseReader reader = new ResponseReader();
    private @Nullable NetSocket socket;
    private long dueNanos;
    private boolean caughtUp;
    private boolean waiting;
    private boolean counts;
    private long sinceNanos;

    Connection(
        Vertx vertx,
        NetClient client,
        SplittableRandom random,
        CountDownLatch finished,
        long firstNanos) {
      this.vertx = vertx;
      this.client = client;
      this.random = random;
      this.finished = finished;
      this.dueNanos = firstNanos;
      this.intervalNanos = load.rate() > 0 ? (long) (load.connections() * 1e9 / load.rate()) : 0;
    }

    void connect() {
      client
          .connect(uri.getPort(), uri.getHost())
          .onSuccess(
              connected -> {
                socket = connected;
                reader.clear();
                connected.handler(this::received);
                connected.closeHandler(closed -> closed());
                next();
              })
          .onFailure(failure -> answered(-1));
    }

    private void closed() {
      socket = null;
      if (waiting) {
        answered(-1);
      }
    }

    private void next() {
      if (!running) {
        finished.countDown();
        return;
      }
      long now = System.nanoTime();
      if (intervalNanos == 0) {
        send(now);
        return;
      }
      if (!caughtUp && measured.isOn()) {
        caughtUp = true;
        dueNanos = Math.max(dueNanos, now);
      }
      long due = dueNanos;
      dueNanos += intervalNanos;
      if (due - now < TIMER_NANOS) {
        send(Math.min(due, now));
      } else {
        var _ =
            vertx.setTimer((due - now) / TIMER_NANOS, _ -> send(Math.min(due, System.nanoTime())));
      }
    }

    private void send(long since) {
      sinceNanos = since;
      counts = measured.isOn();
      waiting = true;
      NetSocket open = socket;
      if (open == null) {
        connect();
        return;
      }
      var _ =
          open.write(
              Buffer.buffer(
                  "PUT /v1/targets/"
                      + targets.target(random)
                      + "/like/"
                      + targets.actor(random)
                      + " HTTP/1.1\r\nHost: "
                      + uri.getHost()
                      + "\r\nContent-Length: 0\r\n\r\n"));
    }

    private void received(Buffer bytes) {
      int status = reader.read(bytes);
      if (status != ResponseReader.NOT_YET) {
        answered(status);
      }
    }

    /**
     * @param status of HTTP, -1 when there was none; a connection that is gone is made anew
     */
    private void answered(int status) {
      if (counts) {
        measured.add(status, sinceNanos);
      }
      waiting = false;
      next();
    }
  }
}
