package dev.ovation.app.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real profile, written and read by many at once while its ledger is behind, with so little
 * memory that everything is evicted all the time. Every answer is compared with what was answered
 * to the writers: reads, summaries, lists page by page, counts. What nobody writes meanwhile must
 * be exact, also at the moment when the writers stop, and after a restart. {@code -Dovation.seed=…}
 * runs one seed; threads are real, so it chooses the load but not the moments.
 */
class AnswersAreTrueTest {
  @TempDir private Path directory;

  @Test
  void everyAnswerIsTrueWhileTheLedgerIsBehind() throws Exception {
    rounds(4, Duration.ofSeconds(2));
  }

  @Tag("long")
  @Test
  void everyAnswerIsTrueForMinutes() throws Exception {
    rounds(Integer.getInteger("ovation.rounds", 40), Duration.ofSeconds(5));
  }

  private void rounds(int count, Duration each) throws Exception {
    Long one = Long.getLong("ovation.seed");
    long first = one == null ? System.nanoTime() : one;
    int rounds = one == null ? count : 1;
    for (int i = 0; i < rounds; i++) {
      TruthPlan plan = TruthPlan.of(first + i, each);
      Truth truth = new TruthRound(plan, directory.resolve("round" + i)).run();
      Figures.tell("answers are true", "%s: %s", plan, truth.tally);
      assertThat(truth.findings()).as("-Dovation.seed=%d, %s", plan.seed(), plan).isEmpty();
    }
  }
}
