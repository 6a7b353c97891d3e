package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The settings by which {@code ovation serve} finds the engines. Stateless. */
final class SettingsFile {
  private SettingsFile() {}

  /** Writes the file anew. */
  static void write(Path file, Layout layout) {
    List<Integer> brokers = layout.kafkaPorts().stream().map(KafkaPorts::clients).toList();
    String settings =
        """
        # Written by "ovation cluster up", and by the next one again: copy it to change it.
        # Logins to PostgreSQL are trusted on loopback, so there is no password.
        postgres:
          url: "jdbc:postgresql://127.0.0.1:%d/%s"
          user: "%s"
        redis:
          servers: [%s]
        kafka:
          servers: [%s]
        """
            .formatted(
                layout.postgresPort(),
                PostgresEngine.OVATION,
                PostgresEngine.OVATION,
                addresses(layout.redisPorts()),
                addresses(brokers));
    try {
      Files.writeString(file, settings);
    } catch (IOException e) {
      throw new EngineException("can't write " + file + ": " + e, e);
    }
  }

  private static String addresses(List<Integer> ports) {
    return ports.stream()
        .map(port -> "\"127.0.0.1:" + port + "\"")
        .collect(Collectors.joining(", "));
  }
}
