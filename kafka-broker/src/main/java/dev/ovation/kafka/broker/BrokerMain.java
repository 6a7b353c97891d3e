package dev.ovation.kafka.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Runs one broker that is its own KRaft controller. Its data directory is formatted first if it has
 * not been.
 *
 * <p>Arguments: the file of the broker's properties, and the cluster's id, which must be the same
 * for all brokers of a cluster.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /** Never returns before the broker was told to stop. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: BrokerMain PROPERTIES-FILE CLUSTER-ID");
      System.exit(2);
    }
    format(Path.of(arguments[0]), arguments[1]);
    kafka.Kafka.main(new String[] {arguments[0]});
  }

  private static void format(Path file, String clusterId) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Path data = Path.of(properties.getProperty("log.dirs"));
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    int status =
        kafka.tools.StorageTool.execute(
            new String[] {"format", "-t", clusterId, "-c", file.toString()}, System.out);
    if (status != 0) {
      throw new IOException(data + " could not be formatted: status " + status);
    }
  }
}
