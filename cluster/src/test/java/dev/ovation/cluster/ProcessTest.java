package dev.ovation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.engines.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the right process is taken for ours, and no other. */
@NullMarked
final class ProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // JUnit fills it in.
  @TempDir
  private Path directory;

  private @Nullable Process other;

  @AfterEach
  void end() {
    if (other != null) {
      other.destroyForcibly();
    }
  }

  private Process run(String... command) throws IOException {
    Process started = new ProcessBuilder(command).start();
    other = started;
    return started;
  }

  @Test
  void aProcessThatOutlivesItsStarterIsFoundAndStopped() throws IOException {
    DetachedProcess process = new DetachedProcess("sleep", directory);
    process.start(List.of("sleep", "300"));

    DetachedProcess found = new DetachedProcess("sleep", directory);

    assertThat(found.isRunning()).isTrue();
    assertThat(found.since()).isPresent();
    assertThat(found.stop("TERM", PATIENCE)).isTrue();
    assertThat(found.isRunning()).isFalse();
  }

  @Test
  void aPausedProcessIsStoppedToo() throws IOException {
    DetachedProcess process = new DetachedProcess("sleep", directory);
    process.start(List.of("sleep", "300"));
    run("sh", "-c", "kill -STOP " + process.pid().orElseThrow());

    assertThat(process.stop("TERM", PATIENCE)).isTrue();
  }

  @Test
  void whoHasThePidOfADeadProcessIsNotStopped() throws IOException {
    Process innocent = run("sleep", "300");
    ProcessIdentity now = ProcessIdentity.of(innocent.pid()).orElseThrow();
    new ProcessIdentity(now.pid(), "1", now.boot()).write(directory.resolve("pid"));
    DetachedProcess process = new DetachedProcess("ours", directory);

    assertThat(process.isRunning()).isFalse();
    assertThat(process.stop("KILL", PATIENCE)).isTrue();
    assertThat(innocent.isAlive()).isTrue();
  }

  @Test
  void aPidOfAnEarlierBootIsNobody() throws IOException {
    Process innocent = run("sleep", "300");
    ProcessIdentity now = ProcessIdentity.of(innocent.pid()).orElseThrow();

    assertThat(now.runs()).isTrue();
    assertThat(new ProcessIdentity(now.pid(), now.start(), "before").runs()).isFalse();
  }

  @Test
  void aDeadProcessThatNobodyWaitedForIsDead() throws IOException {
    // The shell becomes a program that does not wait for the shell's child.
    Process parent = run("sh", "-c", "sleep 300 & echo $!; exec sleep 300");
    long child;
    try (BufferedReader lines = parent.inputReader()) {
      child = Long.parseLong(lines.readLine());
    }
    Path name = Path.of("/proc/" + parent.pid() + "/comm");
    Await.until(
        "the shell is gone", PATIENCE, () -> Files.readString(name).strip().equals("sleep"));
    assertThat(ProcessIdentity.of(child)).isPresent();

    ProcessHandle.of(child).orElseThrow().destroyForcibly();
    Await.until("the child counts as dead", PATIENCE, () -> ProcessIdentity.of(child).isEmpty());

    assertThat(Files.exists(Path.of("/proc/" + child))).isTrue();
  }

  @Test
  void theLogKeepsEarlierStartsAndTheTailLeavesThemOut() throws IOException {
    DetachedProcess process = new DetachedProcess("echo", directory);
    process.start(List.of("sh", "-c", "echo first; exec sleep 300"));
    Await.until("it has printed", PATIENCE, () -> process.printed(0).equals("first\n"));
    assertThat(process.stop("TERM", PATIENCE)).isTrue();

    long from = process.start(List.of("sh", "-c", "echo second; exec sleep 300"));
    Await.until("it has printed", PATIENCE, () -> process.printed(from).equals("second\n"));

    assertThat(process.printed(0)).isEqualTo("first\nsecond\n");
    assertThat(process.tail(from)).contains("second").doesNotContain("first");
    assertThat(process.stop("TERM", PATIENCE)).isTrue();
  }
}
