package dev.ovation.app.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ovation.app.client.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** {@code ovation serve} from the built jar, on a free port. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final String READY = "ready on ";

  private final Process process;
  private final Path errors;
  private final CompletableFuture<String> url = new CompletableFuture<>();

  private ServerProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    Thread.ofVirtual().start(this::readOutput);
  }

  /** Starts the process and returns at once. */
  static ServerProcess launch(Path data, String... options) throws IOException {
    return launch(List.of(), data, options);
  }

  /**
   * Starts the process with a small disk of its own at {@code mount}, in a mount namespace that
   * ends with it, and waits until it is ready. No right is needed that a user does not have.
   */
  static ServerProcess startOnSmallDisk(Path mount, int mebibytes, String... options)
      throws IOException, InterruptedException {
    String script = "mount -t tmpfs -o size=" + mebibytes + "m tmpfs \"$0\" && exec \"$@\"";
    ServerProcess server =
        launch(
            List.of("unshare", "-rm", "sh", "-c", script, mount.toString()),
            mount.resolve("data"),
            options);
    server.awaitReady();
    return server;
  }

  private static ServerProcess launch(List<String> prefix, Path data, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The tests share the machine's few cores with the server: what starts and stops fast is right.
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            jar().toString()));
    command.addAll(List.of("serve", "--data", data.toString()));
    if (!List.of(options).contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    command.addAll(List.of("--set", "hot.bytes-max=64MiB", "--set", "hot.entry-bytes-max=64MiB"));
    command.addAll(List.of(options));
    Path errors = Files.createTempFile("ovation", ".err");
    return new ServerProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
  }

  /** Starts the process and waits until it is ready. */
  static ServerProcess start(Path data, String... options)
      throws IOException, InterruptedException {
    ServerProcess server = launch(data, options);
    server.awaitReady();
    return server;
  }

  /** Waits until it is ready; a process that does not become so is ended. */
  void awaitReady() throws IOException, InterruptedException {
    try {
      url.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      String said = errors();
      close();
      throw new AssertionError("the server did not become ready; it said: " + said, e);
    }
  }

  URI url() {
    return URI.create(url.join());
  }

  ApiClient client() {
    return new ApiClient(url(), null, Duration.ofSeconds(20));
  }

  long pid() {
    return process.pid();
  }

  /** What the process wrote to standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** A file as the process sees it, also on a disk that only the process sees. */
  Path seenByProcess(Path file) {
    return Path.of("/proc", Long.toString(process.pid()), "root")
        .resolve(Path.of("/").relativize(file));
  }

  /** SIGKILL, and waits until the process is gone. */
  void killNow() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns the exit code. */
  int stop() throws InterruptedException, IOException {
    process.destroy();
    return awaitExit();
  }

  int awaitExit() throws InterruptedException, IOException {
    if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end; it said: " + errors());
    }
    return process.exitValue();
  }

  /** Lets the process run for a while, or until it ends by itself. */
  void runFor(Duration duration) throws InterruptedException {
    process.waitFor(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws IOException {
    killNow();
    Files.deleteIfExists(errors);
  }

  private void readOutput() {
    try (BufferedReader out = process.inputReader(UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(READY)) {
          url.complete(line.substring(READY.length()));
        }
      }
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
    url.completeExceptionally(new IOException("the process ended"));
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("ovation-app-[^-]*(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("target holds no jar; run mvn package first"));
    }
  }
}
