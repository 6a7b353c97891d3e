package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger.Cause;
import dev.ovation.core.port.ConsistencyLedger.CauseCount;
import dev.ovation.core.port.ConsistencyLedger.Evidence;
import dev.ovation.core.port.ConsistencyLedger.Figure;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.Kept;
import dev.ovation.core.port.ConsistencyLedger.Tally;
import dev.ovation.core.port.ConsistencyLedger.View;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every ledger does for those who watch it. */
public abstract class ConsistencyLedgerContract {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long HOUR = AT_MILLIS / HOUR_MILLIS;
  private static final int ALL = 1_000;

  private @Nullable Watched opened;

  /** A ledger and what it does for those who watch it. */
  public record Watched(Ledger ledger, ConsistencyLedger watch) {}

  /** Opens this test's ledger; opened again after it was closed, it holds what it held. */
  protected abstract Watched open(int partitions) throws Exception;

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.ledger().close();
    }
  }

  private Watched opened() throws Exception {
    closeLedger();
    opened = open(1);
    return opened;
  }

  @Test
  void aLookSeesRowsTokensAndThePositionOfOneSnapshot() throws Exception {
    Watched watched = opened();
    LedgerWriter.of(watched.ledger(), 0).commit(Samples.set(like(1, "u1"), "like", 1));
    TargetKind views = view(1, "u1").targetKind();
    String token = EntryKey.ofToken("u1", "t1");
    Row counted = new Row(null, version(2), AT_MILLIS + 2, 2);
    watched
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition after = new LedgerPosition(2, 2, version(2));
              transaction.write(
                  new Changes(
                      after,
                      List.of(),
                      List.of(),
                      List.of(new TokenChange(new TokenKey(views, token), counted)),
                      List.of()));
              return after;
            });

    assertThat(
            watched
                .watch()
                .look(
                    List.of(
                        new LedgerQuery(likesOf(1), "u1", false),
                        new LedgerQuery(likesOf(1), "u2", false),
                        new LedgerQuery(likesOf(9), "u1", false),
                        new LedgerQuery(views, token, false))))
        .containsExactly(
            new LedgerAnswer(2, 2, new Row("like", version(1), AT_MILLIS + 1, 1), null, 0),
            new LedgerAnswer(2, 2, Row.NONE, null, 0),
            new LedgerAnswer(2, 2, Row.NONE, null, 0),
            new LedgerAnswer(2, 2, counted, null, 0));
  }

  @Test
  void parkedOffsetsAreTold() throws Exception {
    Watched watched = opened();
    watched
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition after = new LedgerPosition(1, 3, version(3));
              transaction.write(
                  new Changes(
                      after, List.of(), List.of(), List.of(), List.of(letter(1), letter(3))));
              return after;
            });

    assertThat(watched.watch().parked(0, Set.of(1L, 2L, 3L, 4L))).containsExactlyInAnyOrder(1L, 3L);
    assertThat(watched.watch().parked(0, Set.of())).isEmpty();
  }

  private static DeadLetter letter(long offset) {
    return new DeadLetter(0, offset, null, new byte[] {1, 2}, "unreadable", AT_MILLIS);
  }

  private static Finding finding(int number, View view, Cause cause) {
    return new Finding(
        view,
        likesOf(number),
        "u" + number,
        1_000,
        0,
        number,
        number + 5L,
        version(number),
        number % 2 == 0 ? null : "like",
        number % 2 == 0 ? version(number - 1) : 0,
        number % 2 == 0 ? "like" : null,
        cause,
        AT_MILLIS + number);
  }

  private static Evidence findings(Finding... findings) {
    return new Evidence(List.of(findings), List.of(), List.of());
  }

  @Test
  void aFindingIsKeptOnceForViewKeyVersionAndWindow() throws Exception {
    Watched watched = opened();
    Finding one = finding(1, View.LEDGER, Cause.LOST);
    Finding two = finding(2, View.LEDGER, Cause.SKIPPED);
    Finding hot = finding(1, View.HOT, Cause.WRONG_IN_LEDGER);
    watched.watch().keep(findings(one, two));
    watched.watch().keep(findings(finding(1, View.LEDGER, Cause.VALUE_DIFFERS), hot));

    for (int round = 0; round < 2; round++) {
      Kept kept = watched.watch().kept(AT_MILLIS, ALL);
      assertThat(kept.findings()).containsExactlyInAnyOrder(one, two, hot);
      assertThat(kept.findings().getFirst()).as("newest first").isEqualTo(two);
      assertThat(kept.byCause())
          .containsExactlyInAnyOrder(
              new CauseCount(View.LEDGER, Cause.LOST, 1),
              new CauseCount(View.LEDGER, Cause.SKIPPED, 1),
              new CauseCount(View.HOT, Cause.WRONG_IN_LEDGER, 1));
      assertThat(kept.oldestMillis()).isEqualTo(AT_MILLIS + 1);
      assertThat(watched.watch().kept(AT_MILLIS, 1).findings()).containsExactly(two);
      watched = opened();
    }
    assertThat(watched.watch().kept(AT_MILLIS + 2, ALL).findings()).containsExactly(two);
  }

  @Test
  void talliesAndFiguresAddUpOverPartitionsAndHours() throws Exception {
    Watched watched = opened();
    Evidence evidence =
        new Evidence(
            List.of(),
            List.of(
                new Tally(HOUR, 0, "default", View.LEDGER, 1_000, 10, 2, 1),
                new Tally(HOUR, 1, "default", View.LEDGER, 1_000, 5, 0, 0),
                new Tally(HOUR, 0, "default", View.HOT, 1_000, 7, 0, 0),
                new Tally(HOUR + 1, 0, "other", View.LEDGER, 1_000, 3, 0, 0)),
            List.of(new Figure(HOUR, 0, "seen", 10), new Figure(HOUR + 1, 1, "seen", 1)));
    watched.watch().keep(evidence);
    watched.watch().keep(evidence);

    Kept kept = watched.watch().kept(AT_MILLIS, ALL);
    assertThat(kept.tallies())
        .containsExactlyInAnyOrder(
            new Tally(0, 0, "default", View.LEDGER, 1_000, 30, 4, 2),
            new Tally(0, 0, "default", View.HOT, 1_000, 14, 0, 0),
            new Tally(0, 0, "other", View.LEDGER, 1_000, 6, 0, 0));
    assertThat(kept.figures()).containsExactly(new Figure(0, 0, "seen", 22));
    Kept later = watched.watch().kept((HOUR + 1) * HOUR_MILLIS, ALL);
    assertThat(later.tallies())
        .containsExactly(new Tally(0, 0, "other", View.LEDGER, 1_000, 6, 0, 0));
    assertThat(later.oldestMillis()).isZero();
  }

  @Test
  void whatIsOldIsForgottenALittleAtATime() throws Exception {
    Watched watched = opened();
    List<Finding> findings = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      findings.add(finding(i, View.LEDGER, Cause.LOST));
    }
    watched
        .watch()
        .keep(
            new Evidence(
                findings,
                List.of(
                    new Tally(HOUR - 1, 0, "default", View.LEDGER, 1_000, 10, 2, 1),
                    new Tally(HOUR, 0, "default", View.LEDGER, 1_000, 1, 0, 0)),
                List.of(new Figure(HOUR - 1, 0, "seen", 10), new Figure(HOUR, 0, "seen", 1))));

    assertThat(watched.watch().forget(AT_MILLIS + 5, 3)).isEqualTo(3);
    assertThat(watched.watch().forget(AT_MILLIS + 5, ALL)).isEqualTo(3);
    assertThat(watched.watch().forget(AT_MILLIS + 5, ALL)).isZero();

    Kept kept = watched.watch().kept(0, ALL);
    assertThat(kept.findings()).containsExactly(findings.getLast());
    assertThat(kept.tallies())
        .containsExactly(new Tally(0, 0, "default", View.LEDGER, 1_000, 1, 0, 0));
    assertThat(kept.figures()).containsExactly(new Figure(0, 0, "seen", 1));
  }
}
