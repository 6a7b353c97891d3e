package dev.ovation.bench;

import dev.ovation.bench.LoadDriver.Load;
import dev.ovation.bench.LoadDriver.Result;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Redis alone with the least that a like needs of it: a script that keeps what an actor holds,
 * counts, and adds to a stream. No log, no ledger, no HTTP, and durable only as the server is
 * configured: the upper bound of what a cache gives, not a service. One connection, closed loops.
 */
final class RedisScriptLoad {
  private static final String SCRIPT =
      """
      local was = redis.call('HGET', KEYS[1], ARGV[1])
      if was ~= ARGV[2] then
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
        redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
        if was then redis.call('HINCRBY', KEYS[2], was, -1) end
      end
      redis.call('XADD', KEYS[3], 'MAXLEN', '~', 100000, '*', 'a', ARGV[1], 'v', ARGV[2])
      return redis.call('HGET', KEYS[2], ARGV[2])
      """;

  private final Load load;
  private final Targets targets;
  private final Measured measured = new Measured();
  private volatile boolean running = true;

  RedisScriptLoad(Load load) {
    this.load = load;
    this.targets = new Targets(load);
  }

  /** The load's url is {@code redis://host:port}; its rate is not looked at. */
  Result run() throws InterruptedException {
    RedisClient client = RedisClient.create(load.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String sha = connection.sync().scriptLoad(SCRIPT);
      CountDownLatch finished = new CountDownLatch(load.connections());
      SplittableRandom seeds = new SplittableRandom(load.seed());
      // Of its own for every run: what an earlier one left is neither found nor added to.
      String prefix = "bench:" + Long.toHexString(seeds.nextLong()) + ":";
      for (int i = 0; i < load.connections(); i++) {
        new Loop(connection, sha, prefix, seeds.split(), finished).next();
      }
      measured.window(load);
      running = false;
      if (!finished.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("scripts were still unanswered after 30 s");
      }
      return measured.result();
    } finally {
      client.shutdown();
    }
  }

  /** One closed loop. */
  private final class Loop {
    private final StatefulRedisConnection<String, String> connection;
    private final String sha;
    private final String prefix;
    private final SplittableRandom random;
    private final CountDownLatch finished;

    Loop(
        StatefulRedisConnection<String, String> connection,
        String sha,
        String prefix,
        SplittableRandom random,
        CountDownLatch finished) {
      this.connection = connection;
      this.sha = sha;
      this.prefix = prefix;
      this.random = random;
      this.finished = finished;
    }

    void next() {
      if (!running) {
        finished.countDown();
        return;
      }
      String target = targets.target(random);
      String[] keys = {
        prefix + "{" + target + "}:state",
        prefix + "{" + target + "}:count",
        prefix + "{" + target.hashCode() % 16 + "}:stream"
      };
      long begun = System.nanoTime();
      boolean counts = measured.isOn();
      var _ =
          connection
              .async()
              .<String>evalsha(sha, ScriptOutputType.VALUE, keys, targets.actor(random), "like")
              .whenComplete(
                  (total, failure) -> {
                    if (counts) {
                      measured.add(failure == null ? 200 : -1, begun);
                    }
                    next();
                  });
    }
  }
}
