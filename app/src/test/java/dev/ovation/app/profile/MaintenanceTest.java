package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.projection.Purger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jobs over real files, with a clock that is set. */
@Timeout(60)
class MaintenanceTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final Interaction LIKE = like("u1");

  @TempDir private Path directory;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong(Version.EPOCH_MILLIS + 100 * DAY);
  private OvationConfig config;
  private Stores stores;
  private Projector projector;
  private Maintenance maintenance;

  private static Interaction like(String actor) {
    return Interaction.of(new Target("default", "video", "7"), "like", actor);
  }

  @BeforeEach
  void open() {
    config =
        OvationConfig.load(
                new ConfigSources(
                    null,
                    Map.of(),
                    List.of(
                        "data.directory=" + directory,
                        "purge.batch-rows-max=1",
                        "data.free-min=1MiB"),
                    List.of()),
                1L << 32)
            .config();
    ProfileMeters meters = new ProfileMeters(registry);
    TimeSource time =
        new TimeSource() {
          @Override
          public long millis() {
            return now.get();
          }

          @Override
          public long nanos() {
            return System.nanoTime();
          }
        };
    stores = SqliteStores.open(config, meters, time);
    MemoryHotStore hot =
        new MemoryHotStore(
            new Partitioner(1), new MemoryHotStore.Limits(1 << 20, 1 << 20, 1 << 20, 100));
    projector =
        new Projector(
            0, new Projector.Ports(stores.log(), stores.ledger(), hot, Kinds.standard(), time), 10);
    LedgerPurging purging =
        LedgerPurging.of(
            config.purge(), new Purger.Ports(stores.log(), stores.ledger(), hot), 1, meters);
    maintenance = new Maintenance(config, stores, purging, meters);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  /** Appends an event of now, and projects it. */
  private void write(Interaction interaction, @Nullable String value) throws Exception {
    long version = Version.atMillis(now.incrementAndGet(), 1);
    CompletableFuture<Long> durable = new CompletableFuture<>();
    stores
        .log()
        .append(
            new Event.RegisterEvent(interaction, value, version, now.get()),
            new AppendCallback() {
              @Override
              public void durable(long offset) {
                durable.complete(offset);
              }

              @Override
              public void failed(OvationException failure) {
                durable.completeExceptionally(failure);
              }
            });
    durable.get(10, TimeUnit.SECONDS);
    while (!projector.step().join().idle()) {
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  private boolean exists(Interaction interaction) throws Exception {
    return stores
        .ledger()
        .read(List.of(new LedgerQuery(interaction.targetKind(), interaction.actor(), false)))
        .get(10, TimeUnit.SECONDS)
        .getFirst()
        .row()
        .exists();
  }

  @Test
  void tombstonesGoAfterAWeekAndAreCounted() throws Exception {
    write(LIKE, null);
    write(like("u2"), null);
    now.addAndGet(7 * DAY + 10);
    write(like("u3"), null);
    write(like("u4"), "like");
    maintenance.purge();
    assertThat(exists(LIKE)).as("after one pass nothing is known yet").isTrue();

    maintenance.purge();

    assertThat(exists(LIKE)).isFalse();
    assertThat(exists(like("u2"))).isFalse();
    assertThat(exists(like("u3"))).isTrue();
    assertThat(exists(like("u4"))).isTrue();
    assertThat(registry.get("ovation.ledger.purged").tag("rows", "tombstones").counter().count())
        .isEqualTo(2);
    assertThat(registry.get("ovation.ledger.purged").tag("rows", "tokens").counter().count())
        .isZero();
  }

  @Test
  void theLogIsVerifiedAndCompacted() throws Exception {
    write(LIKE, "like");
    write(LIKE, null);
    now.addAndGet(8 * DAY);

    maintenance.verifyLog();
    maintenance.compactLog();

    assertThat(registry.get("ovation.log.verified").counter().count()).isPositive();
    assertThat(registry.get("ovation.log.damaged.partitions").gauge().value()).isZero();
    assertThat(stores.log().check().detail()).contains("verified last at");
    assertThat(stores.log().read(0, 0, 10)).hasSize(1);
  }
}
