package dev.ovation.adapters.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic that a log lives in: its name and what Kafka may take out of it.
 *
 * @param name the topic's name
 * @param cleaning what is taken out, and when
 */
public record LogTopic(String name, Cleaning cleaning) {

  /** No compaction lag or retention may be shorter: recent history stays whole. */
  public static final Duration KEEP_MIN = Duration.ofDays(7);

  /** What Kafka may take out of a topic. */
  public sealed interface Cleaning {

    /** How long every record stays, whatever comes after it. */
    Duration whole();

    /** The last record of each key stays for ever. */
    record Compact(Duration whole) implements Cleaning {
      public Compact {
        checkWhole(whole);
      }
    }

    /** Records go when they are old. */
    record Expire(Duration whole) implements Cleaning {
      public Expire {
        checkWhole(whole);
      }
    }

    private static void checkWhole(Duration whole) {
      if (whole.compareTo(KEEP_MIN) < 0) {
        throw new IllegalArgumentException("records must stay for at least 7 days, not " + whole);
      }
    }
  }

  /** Registers, and with them everything that a rebuild needs for ever. */
  public static LogTopic events(String prefix) {
    return new LogTopic(prefix + ".events", new Cleaning.Compact(KEEP_MIN));
  }

  /** Counter events, which a checkpoint in the other topic replaces before they expire. */
  public static LogTopic counters(String prefix, Duration retention) {
    return new LogTopic(prefix + ".counters", new Cleaning.Expire(retention));
  }

  /** True when the first record must be there for ever, unless a later one has its key. */
  boolean startsAtZero() {
    return cleaning instanceof Cleaning.Compact;
  }

  /**
   * The settings a new topic is made with, by Kafka's names. Kafka's clock stamps the records: lag
   * and retention must not depend on the clock of whoever wrote, nor on the time of what an import
   * tells.
   */
  Map<String, String> configs(int minInsyncReplicas) {
    Map<String, String> configs = new LinkedHashMap<>();
    String whole = Long.toString(cleaning.whole().toMillis());
    switch (cleaning) {
      case Cleaning.Compact c -> {
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        configs.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, whole);
      }
      case Cleaning.Expire e -> {
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        configs.put(TopicConfig.RETENTION_MS_CONFIG, whole);
        configs.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
      }
    }
    configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(minInsyncReplicas));
    configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    // Kafka's default, and room for a batch of the producer.
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1048588");
    // An election that loses acknowledged records would take answered writes back.
    configs.put(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
    return configs;
  }
}
