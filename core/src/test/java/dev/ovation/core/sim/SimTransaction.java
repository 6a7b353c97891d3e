package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The work on one transaction: nothing is seen outside before it ends. */
final class SimTransaction implements LedgerTransaction {
  private final LedgerState before;
  private @Nullable Changes changes;

  SimTransaction(LedgerState before) {
    this.before = before;
  }

  boolean hasWritten() {
    return changes != null;
  }

  LedgerState after() {
    return before.with(Objects.requireNonNull(changes));
  }

  void tell(Story story) {
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
  public void write(Changes written) {
    if (changes != null) {
      throw new IllegalStateException("write is called twice");
    }
    changes = written;
  }
}
