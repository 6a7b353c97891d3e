package dev.ovation.bench;

import dev.ovation.bench.BenchMain.LoadOptions;
import dev.ovation.bench.LoadDriver.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Loads the embedded server and the baseline in turns, each in a process of its own, and prints the
 * ratio of the medians. The machine's speed drifts; a ratio within one run does not.
 */
final class Comparison {
  private static final Duration START_MAX = Duration.ofSeconds(30);

  private final LoadOptions options;
  private final int rounds;
  private final PrintStream out;

  Comparison(LoadOptions options, int rounds, PrintStream out) {
    this.options = options;
    this.rounds = rounds;
    this.out = out;
  }

  boolean run() throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    boolean clean = true;
    for (int i = 0; i < rounds; i++) {
      Result baseline = load("baseline", "dev.ovation.bench.BenchMain", "baseline");
      BenchMain.print(out, "baseline", baseline);
      Result embedded = load("embedded", "dev.ovation.app.Main", "serve");
      BenchMain.print(out, "embedded", embedded);
      least.add(baseline.perSecond());
      ours.add(embedded.perSecond());
      clean &= baseline.failed() == 0 && embedded.failed() == 0;
    }
    out.printf(
        "medians: embedded %,.0f/s, baseline %,.0f/s, ratio %.2f%n",
        median(ours), median(least), median(ours) / median(least));
    return clean;
  }

  private Result load(String name, String main, String command)
      throws IOException, InterruptedException {
    int port = freePort();
    try (TemporaryFolder folder = new TemporaryFolder()) {
      List<String> words =
          new ArrayList<>(
              List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      // Both run with the collector and the options that the launcher gives to servers.
      words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      words.addAll(
          List.of(
              "-Djava.io.tmpdir=" + folder.path(),
              "-cp",
              System.getProperty("java.class.path"),
              main,
              command,
              "--port",
              Integer.toString(port)));
      if (command.equals("serve")) {
        words.addAll(List.of("--data", folder.path().resolve("data").toString()));
      }
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(folder.path().resolve("out").toFile())
              .start();
      try {
        String url = "http://127.0.0.1:" + port;
        awaitAnswer(name, url, process);
        return new LoadDriver(options.load(url)).run();
      } finally {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
    }
  }

  private static void awaitAnswer(String name, String url, Process process)
      throws InterruptedException {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/v1/targets/video:0/like/u0"))
              .PUT(HttpRequest.BodyPublishers.noBody())
              .build();
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not listening yet; the deadline ends this.
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IllegalStateException(name + " did not answer on " + url);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
