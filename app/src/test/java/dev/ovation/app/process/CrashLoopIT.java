package dev.ovation.app.process;

import dev.ovation.app.client.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process at random moments while it is written to, and looks at it from outside
 * after each start: every answered write is there, every other one once or not at all, and counts
 * are rows. A failure names its seed; {@code -Dovation.seed=…} chooses the same moments again, as
 * far as the machine's own timing allows.
 */
class CrashLoopIT {
  private static final int ANSWERS_MAX = 1_500;

  @TempDir private Path data;

  /** A few; the torture crashes it each time, too, and judges more. */
  @Test
  void nothingAnsweredIsLostInFiveCrashes() throws IOException, InterruptedException {
    crash(5);
  }

  @Test
  @Tag("long")
  void nothingAnsweredIsLostInTwoHundredCrashes() throws IOException, InterruptedException {
    crash(200);
  }

  private void crash(int cycles) throws IOException, InterruptedException {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    System.out.println("CrashLoopIT: seed " + seed + ", " + cycles + " cycles");
    SplittableRandom random = new SplittableRandom(seed);
    CrashModel model = new CrashModel();
    for (int cycle = 1; cycle <= cycles; cycle++) {
      if (random.nextInt(5) == 0) {
        killWhileStarting(random);
      }
      String story = "seed " + seed + ", cycle " + cycle;
      try (ServerProcess server = ServerProcess.start(data);
          ApiClient client = server.client()) {
        new CrashCheck(client, model, story).run();
        CrashWriters writers =
            new CrashWriters(client::send, model, cycle, 1 + random.nextInt(ANSWERS_MAX));
        writers.start(random.split());
        writers.awaitAnswers();
        server.killNow();
        writers.join();
      }
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiClient client = server.client()) {
      new CrashCheck(client, model, "seed " + seed + ", at the end").run();
    }
  }

  private void killWhileStarting(SplittableRandom random) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.launch(data)) {
      server.runFor(Duration.ofMillis(200 + random.nextInt(1_000)));
      server.killNow();
    }
  }
}
