package dev.ovation.adapters.kafka;

import dev.ovation.core.port.PartitionOwnership.Listener;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A node in a JVM of its own, which tests kill and pause. It prints what its listener is told. */
final class MemberMain {
  private MemberMain() {}

  /**
   * Takes part in the group until the process is killed.
   *
   * @param args servers with commas, topic prefix, partitions, session timeout in ms
   */
  public static void main(String[] args) throws InterruptedException {
    KafkaLogSettings log =
        KafkaLogSettings.defaults(
            List.of(args[0].split(",")), LogTopic.events(args[1]), Integer.parseInt(args[2]));
    KafkaGroupSettings group =
        KafkaGroupSettings.defaults(args[1])
            .withSession(Duration.ofMillis(Long.parseLong(args[3])));
    try (KafkaOwnership ownership = new KafkaOwnership(log, group, TimeSource.SYSTEM)) {
      ownership.start(new Printing());
      // Its end comes from outside.
      new CountDownLatch(1).await();
    }
  }

  private record Printing() implements Listener {
    @Override
    public void assigned(int partition) {
      System.out.println("assigned " + partition);
    }

    @Override
    public void revoked(int partition) {
      System.out.println("revoked " + partition);
    }
  }
}
