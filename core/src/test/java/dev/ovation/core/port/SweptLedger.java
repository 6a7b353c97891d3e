package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.video;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What the contracts of those who go through a ledger and mend it have in common. */
public abstract class SweptLedger {
  static final int ALL = 1_000;
  protected static final TargetKind LIKES = likesOf(1);
  protected static final Interaction LIKE = like(1, "u1");
  static final TargetKind VIEWS = new TargetKind(video(1), "view");

  private @Nullable Swept opened;

  /** A ledger, what it does for those who go through it, and somebody who damages it. */
  public record Swept(Ledger ledger, SweepLedger sweep, Tampering tampering) {}

  /** Changes what is stored past the product, as somebody with a database's shell would. */
  public interface Tampering {
    void deleteRow(Interaction interaction) throws Exception;

    /** Sets value, version and time of a row that is there, and leaves its n. */
    void setRow(Interaction interaction, Row row) throws Exception;

    /** Sets the total of a count that is there, and leaves its n. */
    void setTotal(TargetKind targetKind, String value, long total) throws Exception;

    /** Takes the digests of all counts away, as in a ledger that was made before there were any. */
    void forgetDigests() throws Exception;
  }

  /** Opens this test's ledger; opened again after it was closed, it holds what it held. */
  protected abstract Swept open(int partitions) throws Exception;

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.ledger().close();
    }
  }

  protected final Swept opened() throws Exception {
    return opened(1);
  }

  final Swept opened(int partitions) throws Exception {
    closeLedger();
    Swept swept = open(partitions);
    opened = swept;
    return swept;
  }

  protected static void commit(Swept swept, RegisterEvent... events) {
    LedgerWriter.of(swept.ledger(), 0).commit(events);
  }

  /** Adds to a counter, as a commit of its own. */
  static void count(Swept swept, TargetKind counter, long by) {
    swept
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition before = transaction.position();
              LedgerPosition after =
                  new LedgerPosition(before.n() + 1, before.h() + 1, before.version());
              long total = transaction.counts(List.of(counter)).getFirst().get(counter.kind()) + by;
              TreeMap<String, Long> totals = new TreeMap<>(Map.of(counter.kind(), total));
              transaction.write(
                  new Changes(
                      after,
                      List.of(),
                      List.of(new CountChange(counter, totals)),
                      List.of(),
                      List.of()));
              return after;
            });
  }

  protected static Recount recount(Swept swept, TargetKind targetKind) {
    return swept.sweep().recount(List.of(targetKind)).getFirst();
  }

  static RepairCase aCase(TargetKind targetKind, int number, CaseState state) {
    return RepairCase.of(
        0, targetKind, "lost-row", "evidence " + number, "sweeper", AT_MILLIS + number, state);
  }

  protected static RepairCase due(Swept swept, TargetKind targetKind) {
    assertThat(swept.sweep().open(aCase(targetKind, 1, CaseState.DUE))).isTrue();
    return swept.sweep().due(0, ALL).stream()
        .filter(each -> each.targetKind().equals(targetKind))
        .findFirst()
        .orElseThrow();
  }

  protected static Counts mend(
      Swept swept, RepairCase found, List<RowFix> rows, @Nullable Long total) {
    RepairCase closed =
        found.closed(CaseState.MENDED, "manual-edit", found.foundMillis() + 500, "put right");
    Repair audit =
        new Repair(AT_MILLIS, "mended", "{like=9}", "{like=1}", "manual-edit", "repairer");
    return swept
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition before = transaction.position();
              LedgerPosition after =
                  new LedgerPosition(before.n() + 1, before.h(), before.version());
              return transaction.mend(
                  new Mending(after, found.targetKind(), rows, total, closed, audit));
            });
  }
}
