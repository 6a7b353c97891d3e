package dev.ovation.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.FakeServer.Refusal;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void mapsColumnsFiltersAndTotals() throws IOException {
    Path file =
        csv(
            "u,m,r,t",
            "1,10,2.5,1260759144",
            "2,10,4,1260759144123",
            "3,11,5,2024-05-01T12:00:00Z");
    Cli first = rating(file, "--where", "r>=4");

    assertThat(first.exitCode()).as(first.toString()).isEqualTo(ExitCode.OK);
    assertTotals(first, 3, 1, 2, 0, 0);
    assertThat(server.values())
        .containsOnlyKeys("movie:10/rating/2", "movie:11/rating/3")
        .containsEntry("movie:10/rating/2", "4@2009-12-14T02:52:24.123Z")
        .containsEntry("movie:11/rating/3", "5@2024-05-01T12:00:00.000Z");

    assertTotals(rating(file, "--where", "r>=4"), 3, 1, 0, 2, 0);
    assertThat(directory.resolve("a.csv.rating.resume")).as("state").doesNotExist();
  }

  @Test
  void theLastLineOfARegisterWinsHoweverManyLanesThereAre() throws IOException {
    List<String> lines = new ArrayList<>(List.of("u,m,r,t"));
    for (int i = 0; i < 500; i++) {
      lines.add(i % 7 + "," + i % 3 + "," + i + ",1260759144");
    }
    Path file = csv(lines.toArray(String[]::new));
    assertThat(rating(file, "--batch", "3", "--parallel", "16").exitCode()).isEqualTo(ExitCode.OK);
    for (int i = 479; i < 500; i++) {
      assertThat(server.values())
          .containsEntry("movie:" + i % 3 + "/rating/" + i % 7, i + "@2009-12-14T02:52:24.000Z");
    }
  }

  @Test
  void theLastLineOfARegisterWinsWhenTheServerTookItButNotTheLineBefore() throws IOException {
    server.operationStatuses.addAll(List.of(429, 200, 200));
    Path file = csv("u,m,r,t", "1,1,1,1260759144", "1,1,2,1260759144", "2,1,3,1260759144");
    Cli run = rating(file, "--parallel", "1");
    assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.OK);
    assertThat(server.values())
        .containsEntry("movie:1/rating/1", "2@2009-12-14T02:52:24.000Z")
        .containsEntry("movie:1/rating/2", "3@2009-12-14T02:52:24.000Z");
    assertTotals(run, 3, 0, 3, 0, 0);
  }

  @Test
  void badLinesAreToldWithTheirNumbersAndHarmNoOthers() throws IOException {
    Path file =
        csv(
            "u,m,r,t",
            "1,10,4,1260759144",
            "a b,10,4,1260759144",
            "3,10,4,yesterday",
            "\"4\",\"1",
            "0\",4,1",
            "5",
            "6,10,4,1");
    Cli run = rating(file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertTotals(run, 6, 0, 2, 0, 4);
    assertThat(run.json().objects("failures").stream().map(each -> each.number("line")))
        .containsExactly(3L, 4L, 5L, 7L);
  }

  @Test
  void operationsThatTheServerRefusesAreCountedAndThoseItCannotTakeNowAreRepeated()
      throws IOException {
    server.operationStatuses.addAll(List.of(200, 422, 429, 503));
    Path file =
        csv("u,m,r,t", "1,1,1,1260759144", "2,1,1,1260759144", "3,1,1,1260759144", "4,1,1,1");
    Cli run = rating(file, "--parallel", "1");
    assertTotals(run, 4, 0, 3, 0, 1);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    JsonObject failure = run.json().objects("failures").getFirst();
    assertThat(failure.number("line")).isEqualTo(3);
    assertThat(failure.text("reason")).isEqualTo("invalid-value: no such value");
  }

  @Test
  void anOverloadedServerIsAskedAgain() throws IOException {
    server.refusals.add(new Refusal(429, "0"));
    server.refusals.add(new Refusal(503, null));
    Cli run = rating(csv("u,m,r,t", "1,1,1,1260759144"));
    assertTotals(run, 1, 0, 1, 0, 0);
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void anImportThatStoppedGoesOnAfterTheLastAcknowledgedLine() throws IOException {
    List<String> lines = new ArrayList<>(List.of("u,m,r,t"));
    for (int i = 1; i <= 30; i++) {
      lines.add(i + ",1,1,1260759144");
    }
    Path file = csv(lines.toArray(String[]::new));
    Path state = directory.resolve("state");
    String[] options = {"--batch", "10", "--parallel", "1", "--retry-for", "0s"};
    server.operationStatuses.addAll(java.util.Collections.nCopies(15, 200));
    server.operationStatuses.add(503);

    Cli stopped = rating(file, with(options, "--resume-file", state.toString()));
    assertThat(stopped.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(stopped.json().text("stopped")).contains("gave up");
    assertThat(Files.readString(state)).endsWith("\n11\n");

    Cli resumed = rating(file, with(options, "--resume-file", state.toString()));
    assertThat(resumed.json().number("resumedAfterLine")).isEqualTo(11);
    assertTotals(resumed, 20, 0, 11, 9, 0);
    assertThat(server.values()).hasSize(30);
    assertThat(state).doesNotExist();
  }

  @Test
  void whatEndsAnImportIsSaidClearly() throws IOException {
    Path file = csv("u,m,r,t", "1,1,1,1260759144");
    server.refusals.add(new Refusal(401, null));
    assertThat(rating(file).json().text("stopped")).contains("HTTP 401").contains("too much");

    Cli noColumn = rating(file, "--where", "stars>3");
    assertThat(noColumn.json().text("stopped")).contains("no column [stars]; it has [u, m, r, t]");

    assertThat(rating(file, "--where", "stars").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(rating(file, "--batch", "1001").err()).contains("--batch must be 1 to 1000");

    server.close();
    Cli nobody = rating(file, "--retry-for", "0s");
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(nobody.json().text("stopped")).contains("connection refused");
  }

  @Test
  void tooManyFailuresStopTheImport() throws IOException {
    Path file = csv("u,m,r,t", "1,1,1,x", "1,1,1,x", "1,1,1,x");
    Cli run = rating(file, "--errors-max", "1");
    assertThat(run.json().text("stopped")).isEqualTo("more than 1 lines failed");
    assertTotals(run, 2, 0, 0, 0, 2);
  }

  @Test
  void linesOfCountersCarryTokensThatARepeatUsesAgain() throws IOException {
    Path file = csv("u,m,n", "1,1,5");
    String[] args = {
      "import",
      file.toString(),
      "--kind",
      "view",
      "--actor-column",
      "u",
      "--target-column",
      "m",
      "--target-type",
      "movie",
      "--add",
      "--by-column",
      "n",
      "--url",
      server.url()
    };
    assertThat(Cli.run(args).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Cli.run(args).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(server.requests.get(0)).contains("\"op\":\"add\"").contains("\"by\":5");
    assertThat(server.requests.get(0)).contains("\"token\":").isEqualTo(server.requests.get(1));
  }

  private Cli rating(Path file, String... more) {
    return ratings(file, server.url(), more);
  }

  /** Imports ratings whose columns are u, m, r and t. */
  static Cli ratings(Path file, String url, String... more) {
    String[] args = {
      "import",
      file.toString(),
      "--kind",
      "rating",
      "--actor-column",
      "u",
      "--target-column",
      "m",
      "--target-type",
      "movie",
      "--value-column",
      "r",
      "--at-column",
      "t",
      "--url",
      url,
      "--json"
    };
    return Cli.run(with(args, more));
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Path csv(String... lines) throws IOException {
    return Files.writeString(directory.resolve("a.csv"), String.join("\n", lines) + "\n");
  }

  private static void assertTotals(
      Cli run, long read, long skipped, long changed, long unchanged, long failed)
      throws IOException {
    JsonObject totals = run.json();
    assertThat(
            List.of(
                totals.number("read"),
                totals.number("skipped"),
                totals.number("changed"),
                totals.number("unchanged"),
                totals.number("failed")))
        .as(run.toString())
        .containsExactly(read, skipped, changed, unchanged, failed);
  }
}
