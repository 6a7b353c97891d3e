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
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: each connection sends its next durable write when the one before was answered.
 * Bounded by time. Latencies of a closed loop say nothing about what an open stream of requests at
 * the same rate would see; compare them only with another closed loop.
 */
final class LoadDriver {
  private final Load load;
  private final URI uri;
  private final Histogram latencyMicros = new ConcurrentHistogram(60_000_000L, 3);
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean measuring;
  private volatile boolean running = true;

  /**
   * What to send.
   *
   * @param actors how many different actors, chosen evenly
   * @param targets how many different targets, chosen evenly
   */
  record Load(
      String url,
      int connections,
      Duration warmup,
      Duration duration,
      int actors,
      int targets,
      long seed) {}

  /** What came back. Rates are in requests a second, latencies in milliseconds. */
  record Result(
      double perSecond, double p50, double p99, double p999, long ok, long refused, long failed) {}

  LoadDriver(Load load) {
    this.load = load;
    this.uri = URI.create(load.url());
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
      for (int i = 0; i < load.connections(); i++) {
        new Connection(client, seeds.split(), finished).next();
      }
      TimeUnit.NANOSECONDS.sleep(load.warmup().toNanos());
      measuring = true;
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(load.duration().toNanos());
      measuring = false;
      double seconds = (System.nanoTime() - start) / 1e9;
      running = false;
      if (!finished.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("requests were still unanswered after 30 s");
      }
      return new Result(
          answered.sum() / seconds,
          latencyMicros.getValueAtPercentile(50) / 1000.0,
          latencyMicros.getValueAtPercentile(99) / 1000.0,
          latencyMicros.getValueAtPercentile(99.9) / 1000.0,
          answered.sum(),
          refused.sum(),
          failed.sum());
    } finally {
      vertx.close().await();
    }
  }

  /** One closed loop. */
  private final class Connection {
    private final HttpClient client;
    private final SplittableRandom random;
    private final CountDownLatch finished;
    private long sentNanos;

    Connection(HttpClient client, SplittableRandom random, CountDownLatch finished) {
      this.client = client;
      this.random = random;
      this.finished = finished;
    }

    void next() {
      if (!running) {
        finished.countDown();
        return;
      }
      String path =
          "/v1/targets/video:"
              + random.nextInt(load.targets())
              + "/like/u"
              + random.nextInt(load.actors());
      RequestOptions options =
          new RequestOptions()
              .setMethod(HttpMethod.PUT)
              .setHost(uri.getHost())
              .setPort(uri.getPort())
              .setURI(path);
      sentNanos = System.nanoTime();
      var _ =
          client
              .request(options)
              .compose(HttpClientRequest::send)
              .compose(response -> response.body().map(body -> response.statusCode()))
              .onComplete(
                  status -> {
                    record(status.succeeded() ? status.result() : -1);
                    next();
                  });
    }

    private void record(int status) {
      if (!measuring) {
        return;
      }
      if (status == 200) {
        answered.increment();
        latencyMicros.recordValue(Math.min(60_000_000L, (System.nanoTime() - sentNanos) / 1000));
      } else if (status == 429 || status == 503) {
        refused.increment();
      } else {
        failed.increment();
      }
    }
  }
}
