package dev.ovation.adapters.kafka;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.KafkaServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The figures of decision 021: run {@code main} with a number of brokers and of events. Everything
 * is on one machine, so the brokers take their share of it.
 */
final class Measurement {
  private static final int IN_FLIGHT = 256;
  private static final int PARTITIONS = 4;

  private Measurement() {}

  /** Arguments: how many brokers, how many events for each line. */
  public static void main(String[] arguments) throws Exception {
    int brokers = Integer.parseInt(arguments[0]);
    int events = Integer.parseInt(arguments[1]);
    try (KafkaServer server = TestKafka.start(brokers)) {
      append(server, brokers, "none", Duration.ofMillis(1), events, "warm-up");
      for (int lingerMillis : List.of(0, 1, 5)) {
        for (String compression : List.of("none", "lz4")) {
          append(server, brokers, compression, Duration.ofMillis(lingerMillis), events, "append");
        }
      }
    }
  }

  /** 256 writers, each of which sends its next event when the last is durable; then one reader. */
  private static void append(
      KafkaServer server, int brokers, String compression, Duration linger, int events, String what)
      throws InterruptedException {
    KafkaLogSettings settings =
        TestKafka.settings(server.addresses(), LogTopic.events(TestKafka.newPrefix()), PARTITIONS)
            .withReplicas(Math.min(brokers, 3), brokers < 3 ? 1 : 2)
            .withBatching(linger, compression);
    RegisterEvent[] prepared = new RegisterEvent[events];
    SplittableRandom random = new SplittableRandom(1);
    Arrays.setAll(prepared, i -> event(random, i));
    long[] latencies = new long[events];
    try (KafkaEventLog log = KafkaEventLog.open(settings, TimeSource.SYSTEM)) {
      CountDownLatch left = new CountDownLatch(events);
      AtomicInteger next = new AtomicInteger();
      long started = System.nanoTime();
      for (int w = 0; w < IN_FLIGHT; w++) {
        send(log, prepared, latencies, next, left);
      }
      left.await();
      double seconds = (System.nanoTime() - started) / 1e9;
      double readSeconds = read(log, events);
      Arrays.sort(latencies);
      System.out.printf(
          "%s, linger %d ms, %s: %,.0f appends/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms;"
              + " read %,.0f events/s%n",
          what,
          linger.toMillis(),
          compression,
          events / seconds,
          latencies[events / 2] / 1e6,
          latencies[(int) (events * 0.99)] / 1e6,
          latencies[events - 1] / 1e6,
          events / readSeconds);
    }
  }

  private static RegisterEvent event(SplittableRandom random, int number) {
    Target target = new Target("default", "video", "v" + random.nextInt(50_000));
    Interaction interaction = Interaction.of(target, "like", "user-" + random.nextInt(100_000));
    long version = Version.atMillis(Version.EPOCH_MILLIS + number, 1);
    return new RegisterEvent(interaction, "like", version, Version.millis(version));
  }

  private static void send(
      KafkaEventLog log,
      RegisterEvent[] prepared,
      long[] latencies,
      AtomicInteger next,
      CountDownLatch left) {
    int i = next.getAndIncrement();
    if (i >= latencies.length) {
      return;
    }
    long sent = System.nanoTime();
    log.append(
        prepared[i],
        new AppendCallback() {
          @Override
          public void durable(long offset) {
            latencies[i] = System.nanoTime() - sent;
            left.countDown();
            send(log, prepared, latencies, next, left);
          }

          @Override
          public void failed(OvationException failure) {
            throw failure;
          }
        });
  }

  private static double read(KafkaEventLog log, int events) {
    long started = System.nanoTime();
    long count = 0;
    for (int p = 0; p < PARTITIONS; p++) {
      long after = 0;
      while (after < log.end(p)) {
        List<LogRecord> page = log.read(p, after, 20_000);
        after = page.getLast().offset();
        count += page.size();
      }
    }
    if (count != events) {
      throw new IllegalStateException(events + " were appended and " + count + " read");
    }
    return (System.nanoTime() - started) / 1e9;
  }
}
