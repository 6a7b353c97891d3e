package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.consistency.Coverage;
import dev.ovation.core.consistency.WatchSettings;
import dev.ovation.core.consistency.Watcher;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.ConsistencyLedger.Cause;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.View;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Samples;
import dev.ovation.core.projection.Projector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The watcher over one partition whose log, ledger and hot store are damaged by hand. */
class WatcherTest extends OnePartition {
  private static final Interaction LIKE = Samples.like(1, "u1");

  private boolean ledgerFails;
  private final SimConsistencyLedger evidence = new SimConsistencyLedger(disk, () -> ledgerFails);
  private final Forgetful hot = new Forgetful(memory);
  private Watcher watcher = watcher(WatchSettings.standard(1_000));
  private Projector projector = projector();

  /** Shows what a test wants instead of what it holds. */
  private static final class Forgetful extends ForwardingHotStore {
    final Map<String, EntryState> shown = new HashMap<>();

    Forgetful(MemoryHotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
      return to.read(queries)
          .thenApply(
              answers -> {
                List<HotAnswer> told = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                  HotAnswer answer = answers.get(i);
                  EntryState entry = shown.getOrDefault(queries.get(i).key(), answer.entry());
                  told.add(
                      new HotAnswer(
                          answer.n0(), entry, answer.counts(), answer.g(), answer.version()));
                }
                return told;
              });
    }
  }

  private Watcher watcher(WatchSettings settings) {
    return new Watcher(new Watcher.Ports(log, hot, evidence, time), settings);
  }

  private Projector projector() {
    return new Projector(
        0, new Projector.Ports(log, ledger, hot, Kinds.standard(), time, watcher.listener()), 100);
  }

  private void project() {
    while (!projector.step().join().idle()) {
      scheduler.runAll();
    }
  }

  /** Lets time pass, with the watcher awake every 100 ms. */
  private void watch(Duration duration) {
    long end = time.nanos() + duration.toNanos();
    while (time.nanos() < end) {
      watchNow();
      time.advance(Duration.ofMillis(100));
    }
    watchNow();
  }

  private void watchNow() {
    Watcher.Progress progress;
    do {
      CompletableFuture<Watcher.Progress> step = watcher.step();
      scheduler.runAll();
      progress = step.join();
    } while (!progress.idle());
  }

  private void change(Interaction interaction, @Nullable Row to) {
    LedgerState state = disk.now(0);
    Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
    if (to == null) {
      rows.remove(interaction);
    } else {
      rows.put(interaction, to);
    }
    disk.commit(0, state.with(rows, state.tokens()));
  }

  private List<Finding> found(View view) {
    return evidence.findings().stream().filter(finding -> finding.view() == view).toList();
  }

  private long count(View view, int window, boolean behind) {
    var checks = watcher.totals().checks(window, view);
    return behind ? checks.behind().sum() : checks.checked().sum();
  }

  private static RegisterEvent like(int number) {
    return Samples.set(LIKE, "like", number);
  }

  @Test
  void whatIsWholeIsCheckedOnceInEachWindowAndNothingIsFound() {
    append(like(1));
    append(Samples.add(Samples.view(1, "u1"), 2, "t1", 2));
    append(Samples.set(Samples.like(2, "u1"), null, 3));
    project();
    watch(Duration.ofSeconds(301));
    watcher.keep();

    for (int window = 0; window < 4; window++) {
      assertThat(count(View.LEDGER, window, false)).isEqualTo(3);
      assertThat(count(View.HOT, window, false)).as("registers only").isEqualTo(2);
    }
    assertThat(evidence.findings()).isEmpty();
    assertThat(evidence.checked()).isEqualTo(4 * 3 + 4 * 2);
    assertThat(watcher.watched()).isZero();
    assertThat(watcher.totals().covered(Coverage.SEEN)).isEqualTo(3);
    assertThat(watcher.totals().covered(Coverage.SAMPLED)).isEqualTo(3);
  }

  @Test
  void aRowThatIsLostIsFoundOnceAWindow() {
    append(like(1));
    project();
    watch(Duration.ofSeconds(2));
    change(LIKE, null);
    watch(Duration.ofSeconds(70));

    assertThat(found(View.LEDGER))
        .extracting(Finding::windowMillis)
        .containsExactly(10_000L, 60_000L);
    Finding finding = found(View.LEDGER).getFirst();
    assertThat(finding.cause()).isEqualTo(Cause.LOST);
    assertThat(finding.expectedVersion()).isEqualTo(Samples.version(1));
    assertThat(finding.foundVersion()).isZero();
    assertThat(finding.h()).isGreaterThanOrEqualTo(finding.offset());
  }

  @Test
  void aValueThatIsFlippedIsFoundAndANewerVersionIsFine() {
    append(like(1));
    project();
    watch(Duration.ofSeconds(2));
    change(LIKE, new Row("flipped", Samples.version(1), 0, 1));
    watch(Duration.ofSeconds(10));
    assertThat(found(View.LEDGER)).extracting(Finding::cause).containsExactly(Cause.VALUE_DIFFERS);
    assertThat(found(View.LEDGER)).extracting(Finding::foundValue).containsExactly("flipped");

    change(LIKE, new Row("flipped", Samples.version(9), 0, 1));
    watch(Duration.ofSeconds(60));
    assertThat(found(View.LEDGER)).hasSize(1);
  }

  @Test
  void anEventThatIsSkippedIsFoundAlthoughNoProjectorToldOfIt() {
    append(like(1));
    project();
    // What no projector told of is as old as its version says.
    long version = Version.atMillis(time.millis(), 1);
    append(new RegisterEvent(Samples.like(2, "u2"), "like", version, time.millis()));
    LedgerState state = disk.now(0);
    LedgerPosition past = new LedgerPosition(state.position().n(), 2, version);
    disk.commit(0, state.at(past));
    projector.recover();
    append(Samples.set(Samples.like(3, "u3"), "like", 3));
    project();
    watch(Duration.ofSeconds(2));

    assertThat(found(View.LEDGER)).extracting(Finding::key).containsExactly("u2");
    assertThat(found(View.LEDGER)).extracting(Finding::cause).containsExactly(Cause.SKIPPED);
    assertThat(found(View.HOT))
        .as("a reader is told the same")
        .extracting(Finding::cause)
        .containsExactly(Cause.WRONG_IN_LEDGER);
  }

  @Test
  void aCountersTokenThatIsLostIsFound() {
    append(Samples.add(Samples.view(1, "u1"), 2, "t1", 1));
    project();
    watch(Duration.ofSeconds(2));
    LedgerState state = disk.now(0);
    disk.commit(0, state.with(state.rows(), Map.of()));
    watch(Duration.ofSeconds(10));

    assertThat(found(View.LEDGER)).extracting(Finding::cause).containsExactly(Cause.LOST);
    assertThat(found(View.HOT)).isEmpty();
  }

  @Test
  void aHotEntryThatIsOldIsFound() {
    append(like(1));
    project();
    watch(Duration.ofSeconds(2));
    hot.shown.put("u1", new HotStore.EntryState(new Row(null, 1, 0, 1), null));
    watch(Duration.ofSeconds(10));

    assertThat(found(View.LEDGER)).isEmpty();
    assertThat(found(View.HOT)).extracting(Finding::cause).containsExactly(Cause.LOST);
  }

  @Test
  void anActorsViewThatIsOldIsFound() {
    append(like(1));
    project();
    TargetKind likes = LIKE.targetKind();
    long lease = hot.leaseView(LIKE.who()).join();
    assertThat(hot.fillView(LIKE.who(), lease, new HotStore.ActorRows(Map.of(), true)).join())
        .isTrue();
    assertThat(hot.readView(LIKE.who(), List.of(likes)).join().rows()).containsExactly(Row.NONE);
    // Commits of others, until the entry is trimmed and readers are told what the view holds.
    for (int i = 2; i < 8; i++) {
      append(Samples.set(Samples.like(i, "other"), "like", i));
      project();
    }
    watch(Duration.ofSeconds(2));

    assertThat(found(View.LEDGER)).isEmpty();
    assertThat(found(View.HOT)).extracting(Finding::cause).containsExactly(Cause.STALE_ACTOR_VIEW);
  }

  @Test
  void aLedgerThatLagsIsBehindAndNotWrong() {
    project();
    watchNow();
    append(like(1));
    watch(Duration.ofSeconds(20));
    project();
    watch(Duration.ofSeconds(60));

    assertThat(evidence.findings()).isEmpty();
    assertThat(count(View.LEDGER, 0, true)).isEqualTo(1);
    assertThat(count(View.LEDGER, 1, true)).isEqualTo(1);
    assertThat(count(View.LEDGER, 2, true)).isZero();
    assertThat(count(View.LEDGER, 2, false)).isEqualTo(1);
  }

  @Test
  void whatIsParkedIsNotMissed() {
    append(Samples.set(Samples.view(1, "u1"), "view", 1));
    project();
    assertThat(disk.now(0).letters()).hasSize(1);
    watch(Duration.ofSeconds(301));

    assertThat(evidence.findings()).isEmpty();
    assertThat(watcher.totals().covered(Coverage.PARKED)).isEqualTo(1);
    assertThat(watcher.watched()).isZero();
  }

  @Test
  void aboveItsRateItSamplesAndSaysSo() {
    watcher = watcher(WatchSettings.standard(10));
    projector = projector();
    for (int i = 1; i <= 100; i++) {
      append(Samples.set(Samples.like(i, "u"), "like", i));
    }
    project();
    watch(Duration.ofSeconds(2));

    assertThat(watcher.totals().covered(Coverage.SEEN)).isEqualTo(100);
    assertThat(watcher.totals().covered(Coverage.SAMPLED)).isEqualTo(20);
    assertThat(watcher.totals().covered(Coverage.OVER_RATE)).isEqualTo(80);
  }

  @Test
  void aLedgerThatCannotBeAskedIsNotCovered() {
    append(like(1));
    project();
    watchNow();
    time.advance(Duration.ofMillis(1_100));
    ledgerFails = true;
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Watcher.Progress> step = watcher.step();
      scheduler.runAll();
      if (step.isCompletedExceptionally()) {
        break;
      }
    }
    ledgerFails = false;
    watch(Duration.ofSeconds(301));

    assertThat(watcher.totals().covered(Coverage.UNAVAILABLE)).isEqualTo(1);
    assertThat(count(View.LEDGER, 0, false)).isZero();
    assertThat(count(View.LEDGER, 1, false)).isEqualTo(1);
    assertThat(evidence.findings()).isEmpty();
  }
}
