package dev.ovation.app.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.http.HttpFixture.Answer;
import dev.ovation.app.http.OpenApiRequests.Request;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.fuzz.Mutator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests made from the OpenAPI document and spoilt: never a 5xx, never a hang, never more memory
 * than the server was given, and every refusal a whole problem.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFuzzTest {
  private static final int REQUESTS = 3_000;
  private static final int REQUESTS_LONG = 300_000;
  private static final long HEAP_GROWTH_MAX = 128L << 20;

  private HttpFixture http;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    // Nothing of this is about how much may be asked for in a second.
    http = HttpFixture.start(folder, "");
  }

  @AfterAll
  void stop() {
    http.close();
  }

  @Test
  void spoiltRequestsAreAnsweredOrRefused() {
    fuzz(REQUESTS);
  }

  @Test
  @Tag("long")
  void manySpoiltRequestsAreAnsweredOrRefused() {
    fuzz(REQUESTS_LONG);
  }

  /** A version of HTTP that the server does not speak is told so by 501. */
  @Test
  void spoiltHeadsEndTheConnectionAndNothingElse() {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    byte[] head =
        "PUT /v1/targets/video:1/like/u1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
            .getBytes(ISO_8859_1);
    for (int i = 0; i < REQUESTS / 10; i++) {
      String answer = http.wire(mutator.spoil(head));
      assertThat(answer).as("seed %d, request %d", seed, i).doesNotMatch("(?s)HTTP/\\S+ 5(?!01).*");
    }
    http.get("/health/live").is(200);
  }

  private void fuzz(int requests) {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    OpenApiRequests generator = new OpenApiRequests(mutator);
    Map<Integer, Integer> statuses = new TreeMap<>();
    Set<String> succeeded = new TreeSet<>();
    long heap = heapAfterCollection();
    for (int i = 0; i < requests; i++) {
      Request request = generator.next();
      String told = "seed " + seed + ", request " + i + ": " + request.path();
      Answer answer = http.sendBytes(request.method(), request.path(), request.bodyBytes());
      if (isOfAnotherLedger(request) && answer.status() == 503) {
        answer.is(503, "not-ready"); // A rebuild is at it.
      } else {
        assertThat(answer.status()).as("%s: %s", told, answer.body()).isBetween(200, 499);
      }
      if (answer.status() >= 400 && !request.method().equals("HEAD")) {
        answer.is(answer.status());
      } else {
        succeeded.add(request.operation());
      }
      statuses.merge(answer.status(), 1, Integer::sum);
    }
    Figures.tell(
        "fuzzed requests",
        "seed %d, answers %s, %d of %d operations succeeded at times",
        seed,
        statuses,
        succeeded.size(),
        generator.operations().size());
    assertThat(heapAfterCollection() - heap).as("seed %d", seed).isLessThan(HEAP_GROWTH_MAX);
    http.get("/health").is(200);
    assertThat(succeeded).as("seed %d", seed).hasSizeGreaterThan(generator.operations().size() / 2);
  }

  private static boolean isOfAnotherLedger(Request request) {
    return request.operation().matches("GET /admin/v1/(verify|export)");
  }

  private static long heapAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
