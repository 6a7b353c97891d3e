package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.RejectedException;
import dev.ovation.core.port.SweepLedger.Recount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The work on one transaction: nothing is seen outside before it ends. */
final class SimTransaction implements LedgerTransaction {
  private final LedgerState before;
  private final SimLedger.Disk disk;
  private @Nullable Changes changes;
  private @Nullable Mending mending;

  /**
   * @param disk says what can't be written
   */
  SimTransaction(LedgerState before, SimLedger.Disk disk) {
    this.before = before;
    this.disk = disk;
  }

  boolean hasWritten() {
    return changes != null || mending != null;
  }

  LedgerState after() {
    Mending mended = mending;
    return mended == null ? before.with(Objects.requireNonNull(changes)) : before.with(mended);
  }

  /** What was put right; null when nothing was. */
  @Nullable Mending mending() {
    return mending;
  }

  void tell(Story story) {
    Mending mended = mending;
    if (mended != null) {
      story.tell(mended.targetKind(), () -> "ledger mends: " + mended);
      return;
    }
    Changes written = Objects.requireNonNull(changes);
    written
        .rows()
        .forEach(
            row ->
                story.tell(
                    row.interaction().targetKind(),
                    () ->
                        "ledger writes "
                            + row.interaction().actor()
                            + ": "
                            + Story.row(row.after())));
    written
        .counts()
        .forEach(count -> story.tell(count.targetKind(), () -> "ledger counts " + count.after()));
    written
        .tokens()
        .forEach(
            token ->
                story.tell(
                    token.token().targetKind(),
                    () -> "ledger remembers token " + token.token().key()));
    written.parked().forEach(letter -> story.tell(null, () -> "ledger parks @" + letter.offset()));
    written
        .letters()
        .settled()
        .forEach(one -> story.tell(null, () -> "ledger notes: " + one.audit().what()));
    written
        .letters()
        .refused()
        .forEach(one -> story.tell(null, () -> "ledger keeps @" + one.offset() + " parked"));
  }

  @Override
  public LedgerPosition position() {
    return before.position();
  }

  @Override
  public List<Row> rows(List<Interaction> interactions) {
    return interactions.stream().map(before::row).toList();
  }

  @Override
  public List<Row> tokens(List<TokenKey> tokens) {
    return tokens.stream().map(before::token).toList();
  }

  @Override
  public List<Counts> counts(List<TargetKind> targetKinds) {
    return targetKinds.stream().map(before::countsOf).toList();
  }

  @Override
  public List<Letter> decided(int lettersMax) {
    return SimLetters.decided(before, lettersMax);
  }

  @Override
  public List<Letter> settledAfter(long n) {
    return SimLetters.settledAfter(before, n);
  }

  @Override
  public List<DeadLetter> parked(Collection<TokenKey> keys) {
    return SimLetters.parked(before, keys);
  }

  /** The letters that it settles. */
  List<Settlement> settled() {
    return changes == null ? List.of() : changes.letters().settled();
  }

  /** The letters that it gives up. */
  List<DeadLetter> dropped() {
    List<DeadLetter> dropped = new ArrayList<>();
    for (Settlement one : settled()) {
      Decision decision = one.letter().decision();
      if (decision != null && decision.verdict() == Verdict.DROP) {
        dropped.add(one.letter().parked());
      }
    }
    return dropped;
  }

  @Override
  public void write(Changes written) {
    once();
    written.rows().forEach(row -> refuse(row.interaction()));
    changes = written;
  }

  private void once() {
    if (hasWritten()) {
      throw new IllegalStateException("a transaction writes once");
    }
    disk.needRoom("a transaction");
  }

  private void refuse(Interaction interaction) {
    if (disk.refuses(interaction.kind())) {
      throw new RejectedException("simulated constraint", null);
    }
  }

  @Override
  public Recount recount(TargetKind targetKind) {
    return SimCounts.recount(before, targetKind);
  }

  @Override
  public List<KeyedRow> rowsOf(TargetKind targetKind) {
    return before.rows().entrySet().stream()
        .filter(row -> row.getKey().targetKind().equals(targetKind))
        .map(row -> new KeyedRow(row.getKey().actor(), row.getValue()))
        .sorted(Comparator.comparing(KeyedRow::key))
        .toList();
  }

  @Override
  public Counts mend(Mending mended) {
    once();
    mended.rows().forEach(fix -> refuse(fix.interaction()));
    mending = mended;
    return after().countsOf(mended.targetKind());
  }
}
