package dev.ovation.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
 *       Timers are of a millisecond, so up to that much is the driver's own.
 * </ul>
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
      HttpClient client =
          vertx.createHttpClient(
              new HttpClientOptions().setKeepAlive(true).setPipelining(false),
              new PoolOptions().setHttp1MaxSize(load.connections()));
      CountDownLatch finished = new CountDownLatch(load.connections());
      SplittableRandom seeds = new SplittableRandom(load.seed());
      long apart = load.rate() > 0 ? (long) (1e9 / load.rate()) : 0;
      long start = System.nanoTime();
      for (int i = 0; i < load.connections(); i++) {
        new Connection(vertx, client, seeds.split(), finished, start + i * apart).next();
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

  /** One like after the other. */
  private final class Connection {
    private final Vertx vertx;
    private final HttpClient client;
    private final SplittableRandom random;
    private final CountDownLatch finished;
    private final long intervalNanos;
    private long dueNanos;

    Connection(
        Vertx vertx,
        HttpClient client,
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

    void next() {
      if (!running) {
        finished.countDown();
        return;
      }
      long now = System.nanoTime();
      if (intervalNanos == 0) {
        send(now);
        return;
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

    private void send(long sinceNanos) {
      String path = "/v1/targets/" + targets.target(random) + "/like/" + targets.actor(random);
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.PUT)
              .setHost(uri.getHost())
              .setPort(uri.getPort())
              .setURI(path);
      boolean counts = measured.isOn();
      var _ =
          client
              .request(options)
              .compose(HttpClientRequest::send)
              .compose(response -> response.body().map(body -> response.statusCode()))
              .onComplete(
                  status -> {
                    if (counts) {
                      measured.add(status.succeeded() ? status.result() : -1, sinceNanos);
                    }
                    next();
                  });
    }
  }
}
