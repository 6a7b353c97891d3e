package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.RedisSlots;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Starts engines side by side and waits until all of a layout answer. One that fails does not keep
 * the others from coming up. Not thread-safe.
 */
final class Startup {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(200);

  private final List<Engine> all;
  private final Consumer<String> progress;
  private final List<String> failures = new ArrayList<>();

  /** Where in its log the output of the running start begins. */
  private final Map<Engine, Long> outputs = new LinkedHashMap<>();

  /**
   * @param progress takes a line whenever something has come up
   */
  Startup(List<Engine> all, Consumer<String> progress) {
    this.all = List.copyOf(all);
    this.progress = progress;
  }

  /**
   * Starts those that do not run.
   *
   * @return what failed, for people; empty when all answer
   */
  List<String> run(List<Engine> toStart) {
    forgetOldCluster(toStart);
    for (Engine engine : toStart) {
      attempt(
          () -> {
            engine.prepare();
            start(engine);
          });
    }
    for (Engine engine : all) {
      if (engine.process().isRunning() || outputs.containsKey(engine)) {
        attempt(() -> awaitAnswer(engine));
      }
    }
    if (failures.isEmpty()) {
      attempt(this::finish);
    }
    return List.copyOf(failures);
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (EngineException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  private void start(Engine engine) {
    outputs.put(engine, engine.process().start(engine.command()));
  }

  private void awaitAnswer(Engine engine) {
    long started = System.nanoTime();
    Optional<String> version = engine.version();
    while (version.isEmpty()) {
      requireHope(engine, System.nanoTime() - started);
      LockSupport.parkNanos(POLL.toNanos());
      version = engine.version();
    }
    if (outputs.containsKey(engine)) {
      progress.accept(engine.name() + " (" + version.get() + ") answers on " + engine.address());
    }
  }

  /** Fails when it makes no more sense to wait; starts it once more when that may do. */
  private void requireHope(Engine engine, long waited) {
    DetachedProcess process = engine.process();
    long output = outputs.getOrDefault(engine, 0L);
    boolean isOver = waited > engine.startMax().toNanos();
    if (process.isRunning()) {
      if (isOver) {
        throw new EngineException(
            engine.name()
                + " runs but has not answered on "
                + engine.address()
                + " in "
                + engine.startMax().toSeconds()
                + " s."
                + process.tail(output));
      }
      return;
    }
    if (isOver || !engine.isWorthAnotherTry(process.printed(output))) {
      throw new EngineException(engine.name() + " ended while it started." + process.tail(output));
    }
    LockSupport.parkNanos(BEFORE_ANOTHER_TRY.toNanos());
    start(engine);
  }

  private void finish() {
    List<RedisEngine> members = new ArrayList<>();
    for (Engine engine : all) {
      switch (engine) {
        case PostgresEngine postgres -> postgres.welcomeOvation();
        case RedisEngine redis when redis.inCluster() -> members.add(redis);
        case RedisEngine _, KafkaEngine _ -> {}
      }
    }
    if (!members.isEmpty()) {
      joinRedis(members);
    }
  }

  /** Servers that kept no data are of no use to each other once all of them were down. */
  private void forgetOldCluster(List<Engine> toStart) {
    List<RedisEngine> down = redis(toStart);
    if (down.size() == redis(all).size()) {
      attempt(() -> down.forEach(RedisEngine::leaveCluster));
    }
  }

  private static List<RedisEngine> redis(List<Engine> engines) {
    return engines.stream()
        .filter(RedisEngine.class::isInstance)
        .map(RedisEngine.class::cast)
        .toList();
  }

  private void joinRedis(List<RedisEngine> members) {
    List<Integer> ports = members.stream().map(RedisEngine::port).toList();
    try {
      boolean isNew = true;
      for (RedisEngine member : members) {
        isNew &= member.isWithoutSlots();
      }
      if (isNew) {
        RedisSlots.share(ports, List.of());
        progress.accept("Redis Cluster of " + members.size() + " made");
      } else {
        RedisSlots.awaitWhole(ports, members.size());
      }
    } catch (EngineException | IOException e) {
      throw new EngineException(
          "the Redis Cluster does not come together ("
              + e.getMessage()
              + "): it holds no data, so make it anew by down and up",
          e);
    }
  }
}
