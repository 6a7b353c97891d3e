package dev.ovation.app.process;

import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writers that go on until nobody answers any more, or until they are told to stop. Each register
 * has one writer, so its order is known.
 */
final class CrashWriters {
  static final int TARGETS = 6;
  private static final int WRITERS = 12;
  private static final int ACTORS_A_WRITER = 3;
  private static final List<String> REACTIONS = List.of("love", "haha", "wow", CrashModel.NONE);
  private static final List<String> LIKES = List.of("like", CrashModel.NONE);

  private final Caller caller;
  private final CrashModel model;
  private final int cycle;
  private final CountDownLatch answersLeft;
  private final AtomicReference<@Nullable String> refused = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * @param answers how many answers to wait for before the server is killed
   */
  CrashWriters(Caller caller, CrashModel model, int cycle, int answers) {
    this.caller = caller;
    this.model = model;
    this.cycle = cycle;
    this.answersLeft = new CountDownLatch(answers);
  }

  void start(SplittableRandom random) {
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      SplittableRandom own = random.split();
      threads.add(Thread.ofVirtual().start(() -> write(writer, own)));
    }
  }

  /** Waits until as many writes as told were answered. */
  void awaitAnswers() throws InterruptedException {
    if (!answersLeft.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError(answersLeft.getCount() + " answers are missing after 60 s");
    }
  }

  /** Lets the writers write for a while, or until all have ended. */
  void runFor(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    for (Thread thread : threads) {
      thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
  }

  /** Tells the writers to end after what they are doing. */
  void stop() {
    stopping = true;
  }

  /** Waits until all writers have ended. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    String problem = refused.get();
    if (problem != null) {
      throw new AssertionError("a write was refused: " + problem);
    }
  }

  private void write(int writer, SplittableRandom random) {
    try {
      for (int i = 0; !stopping; i++) {
        String target = "video:" + random.nextInt(TARGETS);
        String actor = "w" + writer + "-" + random.nextInt(ACTORS_A_WRITER);
        ApiResponse response =
            switch (random.nextInt(3)) {
              case 0 -> set(target, "like", actor, pick(LIKES, random));
              case 1 -> set(target, "reaction", actor, pick(REACTIONS, random));
              default -> add(target, actor, "c" + cycle + "-" + writer + "-" + i);
            };
        if (response.isOk()) {
          answersLeft.countDown();
        } else if (!response.isRetryable()) {
          refused.compareAndSet(null, response.problem());
          return;
        }
      }
    } catch (UnreachableException e) {
      // The server is dead, which is how this ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ApiResponse set(String target, String kind, String actor, String value)
      throws UnreachableException, InterruptedException {
    String register = target + "/" + kind + "/" + actor;
    model.sent(register, value);
    ApiResponse response =
        value.equals(CrashModel.NONE)
            ? caller.send("DELETE", "/v1/targets/" + register, null)
            : caller.send("PUT", "/v1/targets/" + register, Map.of("value", value));
    if (response.isOk()) {
      model.answered(register, value);
    }
    return response;
  }

  private ApiResponse add(String target, String actor, String token)
      throws UnreachableException, InterruptedException {
    model.tokenSent(target, actor + " " + token);
    ApiResponse response =
        caller.send(
            "POST", "/v1/targets/" + target + "/view", Map.of("actor", actor, "token", token));
    if (response.isOk()) {
      model.tokenAnswered(target, actor + " " + token);
    }
    return response;
  }

  private static String pick(List<String> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }
}
