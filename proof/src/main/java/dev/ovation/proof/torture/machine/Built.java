package dev.ovation.proof.torture.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was built: the jar of the product, and the broker that stands in for a Kafka.
 *
 * @param home the folder of the whole build
 */
public record Built(Path home) {
  /** The build that this is part of: the launcher says where, a test runs in one of its modules. */
  public static Built here() {
    return new Built(
        Path.of(System.getProperty("ovation.home", "..")).toAbsolutePath().normalize());
  }

  Path kafkaBroker() {
    return home.resolve("kafka-broker/target");
  }

  /**
   * The command that runs a node in a JVM like this one. It shares a few cores with its clients and
   * engines, so what starts fast and takes little memory is right.
   *
   * @throws IOException when it was not built
   */
  List<String> node() throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-jar",
        jar().toString(),
        "serve");
  }

  private Path jar() throws IOException {
    Path target = home.resolve("app/target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("ovation-app-[^-]*(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException(target + " holds no jar of the product"));
    }
  }
}
