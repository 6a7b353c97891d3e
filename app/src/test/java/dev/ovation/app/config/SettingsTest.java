package dev.ovation.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every setting, one by one. A setting without a sample here fails the build. */
class SettingsTest {
  private static final String HASH = "ab".repeat(32);

  /** A value that differs from the default, and one that must be refused. */
  private record Sample(String good, String bad) {}

  private static final Map<String, Sample> SAMPLES =
      Map.ofEntries(
          Map.entry("data.directory", new Sample("/var/lib/ovation", "")),
          Map.entry("data.free-min", new Sample("65MiB", "1KiB")),
          Map.entry("server.host", new Sample("localhost", "two words")),
          Map.entry("server.port", new Sample("8000", "65536")),
          Map.entry("server.event-loops", new Sample("3", "-1")),
          Map.entry("server.body-max", new Sample("2MiB", "1GiB")),
          Map.entry("server.request-timeout", new Sample("5s", "5")),
          Map.entry("server.shutdown-grace", new Sample("20s", "0s")),
          Map.entry(
              "keys",
              new Sample(
                  "[{id: web, sha256: " + HASH + ", space: shop, scopes: [read, write]}]",
                  "[{id: web, sha256: secret, scopes: [read]}]")),
          Map.entry("limits.key-requests-per-second", new Sample("50", "0")),
          Map.entry("limits.actor-writes-per-minute", new Sample("60", "many")),
          Map.entry(
              "kinds",
              new Sample(
                  "{bookmark: {shape: register}, share: {shape: none}}",
                  "{bookmark: {shape: square}}")),
          Map.entry("log.partitions", new Sample("4", "0")),
          Map.entry("log.queue-events-max", new Sample("100_000", "999")),
          Map.entry("log.queue-bytes-max", new Sample("64MiB", "1KiB")),
          Map.entry("log.linger", new Sample("2ms", "1s")),
          Map.entry("log.wal-bytes-max", new Sample("32MiB", "0")),
          Map.entry("log.file-bytes-max", new Sample("10GiB", "1MiB")),
          Map.entry("log.retention", new Sample("30d", "1m")),
          Map.entry("log.compaction-interval", new Sample("2h", "1ms")),
          Map.entry("log.verification-interval", new Sample("12h", "1s")),
          Map.entry("log.verification-rate", new Sample("1MiB", "1KiB")),
          Map.entry("ledger.cache-bytes", new Sample("64MiB", "0")),
          Map.entry("ledger.wal-bytes-max", new Sample("100MiB", "1TiB")),
          Map.entry("ledger.reader-threads", new Sample("3", "1000")),
          Map.entry("ledger.read-queue-max", new Sample("1000", "1")),
          Map.entry("ledger.list-sessions-max", new Sample("2", "0")),
          Map.entry("ledger.dictionary-entries-max", new Sample("50_000", "5")),
          Map.entry("ledger.filter-bytes", new Sample("32MiB", "1KiB")),
          Map.entry("hot.bytes-max", new Sample("64MiB", "64MB")),
          Map.entry("hot.entry-bytes-max", new Sample("32MiB", "-1")),
          Map.entry("hot.view-rows-max", new Sample("100", "0")),
          Map.entry("consistency.watch-rate", new Sample("1000", "-1")),
          Map.entry("consistency.retention", new Sample("7d", "1h")),
          Map.entry("consistency.sweep-interval", new Sample("10s", "1ms")),
          Map.entry("consistency.full-sweep-interval", new Sample("7d", "never")),
          Map.entry("consistency.sweep-rate", new Sample("5000", "1")),
          Map.entry("consistency.repair", new Sample("report-only", "manual")),
          Map.entry("consistency.report-only", new Sample("[hot-count]", "[whatever]")),
          Map.entry("consistency.repair-max", new Sample("100", "0")),
          Map.entry("purge.interval", new Sample("5m", "1s")),
          Map.entry("purge.tombstone-age", new Sample("14d", "1m")),
          Map.entry("purge.batch-rows-max", new Sample("50", "0")),
          Map.entry("projector.batch-events-max", new Sample("5000", "0")),
          Map.entry("projector.linger", new Sample("10ms", "1m")),
          Map.entry("projector.retry-delay-min", new Sample("50ms", "0ms")),
          Map.entry("projector.retry-delay-max", new Sample("1m", "1d")),
          Map.entry("projector.backlog-events-max", new Sample("100000", "NaN")),
          Map.entry("clock.node", new Sample("7", "1024")),
          Map.entry("alerts.clock-ahead", new Sample("2s", "1d")),
          Map.entry("alerts.projection-lag", new Sample("1m", "1ms")),
          Map.entry("alerts.disk-free", new Sample("2GiB", "lots")),
          Map.entry("hot.warm-up", new Sample("0s", "1h")),
          Map.entry("alerts.wrong-answers", new Sample("10", "0")),
          Map.entry("alerts.behind-percent", new Sample("5", "101")),
          Map.entry("alerts.error-percent", new Sample("1", "half")),
          Map.entry("alerts.latency", new Sample("50ms", "2m")),
          Map.entry("alerts.parked-events", new Sample("20", "0")),
          Map.entry("alerts.hit-percent", new Sample("30", "-1")),
          Map.entry("alerts.raise-after", new Sample("1m", "2h")),
          Map.entry("alerts.clear-after", new Sample("5m", "soon")),
          Map.entry("alerts.webhook", new Sample("https://hooks.example/x", "ftp://x")),
          Map.entry("logging.level", new Sample("debug", "loud")),
          Map.entry("logging.format", new Sample("json", "xml")),
          Map.entry("node.name", new Sample("node-a", "x".repeat(129))),
          Map.entry("node.roles", new Sample("api", "[api, cook]")),
          Map.entry("kafka.servers", new Sample("[k1:9092, k2:9092]", "[k1]")),
          Map.entry("kafka.topic-prefix", new Sample("shop", "two words")),
          Map.entry("kafka.partitions", new Sample("8", "0")),
          Map.entry("kafka.counters-retention", new Sample("30d", "6d")),
          Map.entry("kafka.replicas", new Sample("3", "-1")),
          Map.entry("kafka.create-topic", new Sample("false", "perhaps")),
          Map.entry("kafka.linger", new Sample("5ms", "1m")),
          Map.entry("kafka.compression", new Sample("lz4", "zip")),
          Map.entry("kafka.append-timeout", new Sample("8s", "1ms")),
          Map.entry("kafka.read-timeout", new Sample("5s", "1ms")),
          Map.entry("kafka.session-timeout", new Sample("30s", "1ms")),
          Map.entry("kafka.client-properties", new Sample("[security.protocol=SSL]", "[SSL]")),
          Map.entry("redis.servers", new Sample("r1:6379,r2:6379", "[redis://r1]")),
          Map.entry("redis.user", new Sample("ovation", "x".repeat(129))),
          Map.entry("redis.password", new Sample("s3cret", "x".repeat(513))),
          Map.entry("redis.tls", new Sample("true", "maybe")),
          Map.entry("redis.namespace", new Sample("shop", "{shop}")),
          Map.entry("redis.connect-timeout", new Sample("1s", "1ms")),
          Map.entry("redis.command-timeout", new Sample("100ms", "1ms")),
          Map.entry("redis.commands-max", new Sample("1000", "1")),
          Map.entry("redis.base-bytes-max", new Sample("64MiB", "0")),
          Map.entry("redis.view-bytes-max", new Sample("64MiB", "0")),
          Map.entry("redis.entry-bytes-max", new Sample("64MiB", "0")),
          Map.entry("postgres.url", new Sample("jdbc:postgresql://db/ovation", "two words")),
          Map.entry("postgres.user", new Sample("shop", "two words")),
          Map.entry("postgres.password", new Sample("s3cret", "x".repeat(513))),
          Map.entry("postgres.schema", new Sample("shop", "Shop-1")),
          Map.entry("postgres.writers-max", new Sample("8", "0")),
          Map.entry("postgres.batch-events-max", new Sample("5000", "0")),
          Map.entry("postgres.connect-timeout", new Sample("1s", "1ms")),
          Map.entry("postgres.read-timeout", new Sample("1s", "1ms")),
          Map.entry("postgres.list-timeout", new Sample("2s", "1ms")),
          Map.entry("postgres.write-timeout", new Sample("10s", "1ms")),
          Map.entry("postgres.lock-timeout", new Sample("1s", "1ms")));

  @TempDir private Path directory;

  @Test
  void everySettingHasASampleHere() {
    List<String> names = Settings.CATALOG.all().stream().map(Setting::name).toList();
    assertThat(SAMPLES.keySet()).containsExactlyInAnyOrderElementsOf(names);
  }

  @TestFactory
  Stream<DynamicTest> aWrittenValueReachesTheTypedConfigurationFromEverySource() {
    return each((setting, sample) -> assertGoodValue(setting, sample.good()));
  }

  private void assertGoodValue(Setting<?> setting, String good) throws Exception {
    ConfigSources file = new ConfigSources(file(setting, good), Map.of(), List.of(), List.of());
    ConfigSources environment =
        new ConfigSources(null, Map.of(setting.variable(), good), List.of(), List.of());
    ConfigSources set =
        new ConfigSources(null, Map.of(), List.of(setting.name() + "=" + good), List.of());

    OvationConfig standard = load(ConfigSources.NONE).config();
    OvationConfig fromFile = load(file).config();
    assertThat(shown(fromFile)).as("it does something").isNotEqualTo(shown(standard));
    assertThat(shown(load(environment).config())).isEqualTo(shown(fromFile));
    assertThat(shown(load(set).config())).isEqualTo(shown(fromFile));
  }

  /** The kinds have no equality of their own, so what is compared is their text. */
  private static String shown(OvationConfig config) {
    return config.toString().replaceAll("Kinds@\\p{XDigit}+", "") + config.kinds().all();
  }

  @TestFactory
  Stream<DynamicTest> aWrongValueIsRefusedByNameWithWhatIsAllowed() {
    return each(
        (setting, sample) -> {
          Problems problems = new Problems();
          ConfigSources sources =
              new ConfigSources(file(setting, sample.bad()), Map.of(), List.of(), List.of());
          ConfigLoader.load(Settings.CATALOG, sources, problems);
          assertThat(problems.found()).isNotEmpty();
          assertThat(problems.found().getFirst())
              .contains("ovation.yaml:")
              .contains(setting.name())
              .contains("must");
        });
  }

  @TestFactory
  Stream<DynamicTest> everySettingIsDocumentedInOneSentence() {
    return each(
        (setting, sample) -> {
          assertThat(setting.doc()).matches("[A-Z].{20,}\\.").doesNotContain("\n", "|");
          assertThat(setting.type().allowed()).isNotBlank().doesNotContain("|");
          assertThat(setting.name()).matches("[a-z]+(\\.[a-z]+(-[a-z]+)*)?");
        });
  }

  private interface Check {
    void of(Setting<?> setting, Sample sample) throws Exception;
  }

  private static Stream<DynamicTest> each(Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Setting<?> setting : Settings.CATALOG.all()) {
      Sample sample = SAMPLES.get(setting.name());
      if (sample != null) {
        tests.add(DynamicTest.dynamicTest(setting.name(), () -> check.of(setting, sample)));
      }
    }
    return tests.stream();
  }

  private Path file(Setting<?> setting, String value) throws Exception {
    int dot = setting.name().indexOf('.');
    String written = setting.type().isScalar() ? '"' + value + '"' : value;
    String yaml =
        dot < 0
            ? setting.name() + ": " + written
            : setting.name().substring(0, dot)
                + ":\n  "
                + setting.name().substring(dot + 1)
                + ": "
                + written;
    return Files.writeString(directory.resolve("ovation.yaml"), yaml);
  }

  private static OvationConfig.Loaded load(ConfigSources sources) {
    return OvationConfig.load(sources, 1L << 32);
  }
}
