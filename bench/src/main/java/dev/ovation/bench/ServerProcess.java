package dev.ovation.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server under load, in a process of its own with this one's class path, collector and options,
 * and with a temporary folder that goes with it.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final String MAIN = "dev.ovation.app.Main";

  private final TemporaryFolder folder;
  private final Process process;
  private final int port;

  private ServerProcess(TemporaryFolder folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    var _ = new ClosedAtExit<RuntimeException>(process::destroy);
  }

  /** {@code ovation serve …} on a port and with a data directory of its own. */
  static ServerProcess serve(String... options) throws IOException, InterruptedException {
    TemporaryFolder folder = new TemporaryFolder();
    List<String> words = new ArrayList<>(List.of("serve"));
    words.addAll(List.of("--data", folder.path().resolve("data").toString()));
    words.addAll(List.of(options));
    return start(folder, MAIN, words);
  }

  /** {@code ovation bench COMMAND …}, which must take {@code --port}. */
  static ServerProcess bench(String... words) throws IOException, InterruptedException {
    return start(new TemporaryFolder(), BenchMain.class.getName(), List.of(words));
  }

  private static ServerProcess start(TemporaryFolder folder, String main, List<String> arguments)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> words =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(
        List.of("-Djava.io.tmpdir=" + folder.path(), "-cp", System.getProperty("java.class.path")));
    words.add(main);
    words.addAll(arguments);
    words.addAll(List.of("--port", Integer.toString(port)));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.path().resolve("out").toFile())
            .start();
    ServerProcess server = new ServerProcess(folder, process, port);
    server.awaitAnswer(arguments.getFirst());
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  private void awaitAnswer(String name) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url() + "/v1/targets/video:0/like/u0"))
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
    String said = Files.readString(folder.path().resolve("out"));
    close();
    throw new IllegalStateException(name + " did not answer on " + url() + "; it said: " + said);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    folder.close();
  }
}
