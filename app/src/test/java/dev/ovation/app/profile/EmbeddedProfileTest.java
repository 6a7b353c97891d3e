package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Outcome.Written;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.OvationException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedProfileTest {
  private static final Interaction LIKE =
      Interaction.of(new Target("default", "video", "7"), "like", "u42");

  @TempDir private Path directory;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void whatIsWrittenIsThereAfterAStopAndVersionsGoOn() throws Exception {
    long first;
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      Written written = write(profile);
      assertThat(written.changed()).isTrue();
      assertThat(Objects.requireNonNull(written.counts()).get("like")).isEqualTo(1);
      first = written.version();
      assertThat(profile.checks().values()).allMatch(check -> check.get().state() == State.UP);
      assertThat(registry.get("ovation.log.commit").timer().count()).isEqualTo(1);
    }
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      Reading reading = profile.service().read(LIKE).get(10, TimeUnit.SECONDS);
      assertThat(reading.row().value()).isEqualTo("like");
      assertThat(write(profile).changed()).isFalse();
      Outcome unset =
          profile.service().write(new Command.Unset(LIKE, null)).get(10, TimeUnit.SECONDS);
      assertThat(((Written) unset).version()).isGreaterThan(first);
    }
  }

  @Test
  void whatWasAskedForMostIsLoadedByTheNextRun() throws Exception {
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      write(profile);
    }
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (profile.hotStats().bases() == 0 || profile.hotStats().views() == 0) {
        assertThat(System.nanoTime()).as("%s", profile.hotStats()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      long misses = profile.hotStats().misses();
      profile.service().read(LIKE).get(10, TimeUnit.SECONDS);
      assertThat(profile.hotStats().misses()).isEqualTo(misses);
    }
  }

  @Test
  void whatIsPutBackLosesToWhateverWasWrittenSince() throws Exception {
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      write(profile);
      long unset = written(profile, new Command.Unset(LIKE, null)).version();
      Written back = written(profile, new Command.PutBack(LIKE, "like", 5L, unset));
      assertThat(back.changed()).isTrue();
      assertThat(back.value()).isEqualTo("like");
      assertThat(back.atMillis()).isEqualTo(5);
      assertThat(written(profile, new Command.PutBack(LIKE, "like", 5L, unset)).changed())
          .as("once more changes nothing")
          .isFalse();

      written(profile, new Command.Unset(LIKE, null));
      Written late = written(profile, new Command.PutBack(LIKE, "like", 5L, unset));
      assertThat(late.changed()).isFalse();
      assertThat(late.value()).isNull();
      Reading reading = profile.service().read(LIKE).get(10, TimeUnit.SECONDS);
      assertThat(reading.row().value()).isNull();
      assertThat(Objects.requireNonNull(reading.counts()).get("like")).isZero();
    }
  }

  private static Written written(EmbeddedProfile profile, Command command) throws Exception {
    return (Written) profile.service().write(command).get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyGaugeKeepsItsSource() throws Exception {
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      // The registry holds what it asks by weak references; a collected source would show NaN.
      System.gc();
      assertThat(registry.getMeters().stream().filter(each -> each instanceof Gauge))
          .isNotEmpty()
          .noneMatch(gauge -> Double.isNaN(((Gauge) gauge).value()));
    }
  }

  @Test
  void aClosedProfileRefusesCallsAndClosesOnce() throws Exception {
    EmbeddedProfile profile = open("data");
    profile.awaitReady();
    profile.close();
    assertThat(profile.service().read(LIKE)).isCompletedExceptionally();
    profile.close();
  }

  @Test
  void aLedgerThatKnowsMoreThanTheLogIsRefused() throws Exception {
    try (EmbeddedProfile profile = open("data")) {
      profile.awaitReady();
      write(profile);
    }
    Path other = directory.resolve("other");
    try (EmbeddedProfile profile = open("other")) {
      profile.awaitReady();
    }
    copyLog(other, directory.resolve("data"));
    assertThatThrownBy(() -> open("data"))
        .isInstanceOf(OvationException.class)
        .hasMessageContaining("ledger has projected up to 1");
  }

  @Test
  void oneDirectoryIsForOneProcess() throws Exception {
    try (EmbeddedProfile profile = open("data")) {
      assertThatThrownBy(() -> open("data")).hasMessageContaining("is in use by");
      profile.awaitReady();
    }
  }

  private static void copyLog(Path from, Path to) throws IOException {
    for (String name : List.of("log.db", "log.db-wal", "log.db-shm", "log.end")) {
      Files.deleteIfExists(to.resolve(name));
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
  }

  private static Written write(EmbeddedProfile profile) throws Exception {
    Outcome outcome =
        profile.service().write(new Command.Set(LIKE, null, null)).get(10, TimeUnit.SECONDS);
    return (Written) outcome;
  }

  private EmbeddedProfile open(String data) {
    OvationConfig config =
        OvationConfig.load(
                new ConfigSources(
                    null,
                    Map.of(),
                    List.of(
                        "data.directory=" + directory.resolve(data),
                        "data.free-min=1MiB",
                        "alerts.disk-free=1MiB"),
                    List.of()),
                1L << 32)
            .config();
    return EmbeddedProfile.open(config, registry);
  }
}
