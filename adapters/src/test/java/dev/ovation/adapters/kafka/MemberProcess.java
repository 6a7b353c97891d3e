package dev.ovation.adapters.kafka;

import dev.ovation.engines.EngineProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Runs a {@link MemberMain} and reads what it prints. */
final class MemberProcess implements AutoCloseable {
  private final EngineProcess process;

  private MemberProcess(EngineProcess process) {
    this.process = process;
  }

  static MemberProcess start(KafkaLogSettings log, KafkaGroupSettings group) throws IOException {
    String topic = log.topic().name();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            MemberMain.class.getName(),
            String.join(",", log.servers()),
            topic.substring(0, topic.lastIndexOf('.')),
            Integer.toString(log.partitions()),
            Long.toString(group.sessionTimeout().toMillis()));
    Path output = Files.createTempFile(Path.of("target"), "member", ".txt");
    return new MemberProcess(EngineProcess.start("another node", command, output));
  }

  /** The partitions that it has been told are its own. */
  Set<Integer> held() {
    Set<Integer> held = new TreeSet<>();
    told(
        (change, partition) -> {
          var _ = change.equals("assigned") ? held.add(partition) : held.remove(partition);
        });
    return held;
  }

  /** Every partition that was ever taken from it. */
  Set<Integer> revoked() {
    Set<Integer> revoked = new HashSet<>();
    told(
        (change, partition) -> {
          if (change.equals("revoked")) {
            revoked.add(partition);
          }
        });
    return revoked;
  }

  private void told(BiConsumer<String, Integer> use) {
    process
        .printed()
        .lines()
        .filter(line -> line.matches("(assigned|revoked) \\d+"))
        .map(line -> line.split(" "))
        .forEach(words -> use.accept(words[0], Integer.valueOf(words[1])));
  }

  void kill() {
    process.kill();
  }

  void pause() {
    process.pause();
  }

  void resume() {
    process.resume();
  }

  @Override
  public void close() {
    process.kill();
  }
}
