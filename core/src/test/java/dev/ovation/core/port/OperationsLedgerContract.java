package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every ledger does for work that takes longer than a request. */
public abstract class OperationsLedgerContract {
  private static final Request ERASE =
      new Request("erase-actor", "default", Map.of("actor", "u1", "mode", "a=b"), "ops");
  private static final int ALL = 100;

  private @Nullable Ledger opened;

  /** Opens this test's ledger; opened again after it was closed, it holds what it held. */
  protected abstract Ledger open() throws Exception;

  /** Its operations. */
  protected abstract OperationsLedger operations(Ledger ledger);

  private OperationsLedger opened() throws Exception {
    closeLedger();
    Ledger ledger = open();
    opened = ledger;
    return operations(ledger);
  }

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }

  @Test
  void anOperationIsThereAgainAfterTheLedgerWasOpenedAnew() throws Exception {
    Operation begun = opened().begin(ERASE, AT_MILLIS);
    Progress progress = new Progress(7, 20, "like/u7", 350);
    assertThat(operations(requireNonNull(opened)).advance(begun.id(), progress, "on its way"))
        .isTrue();
    assertThat(opened().find(begun.id()))
        .isEqualTo(
            new Operation(begun.id(), ERASE, State.RUNNING, progress, "on its way", AT_MILLIS, 0));
  }

  @Test
  void anUnknownOperationIsNotThere() throws Exception {
    OperationsLedger operations = opened();
    assertThat(operations.find(17)).isNull();
    assertThat(operations.advance(17, Progress.START, "")).isFalse();
    assertThat(operations.change(17, Set.of(State.RUNNING), State.DONE, "", AT_MILLIS)).isFalse();
  }

  @Test
  void runningOnesComeOldestFirstAndAllOfThemNewestFirst() throws Exception {
    OperationsLedger operations = opened();
    long first = operations.begin(ERASE, AT_MILLIS).id();
    long second = operations.begin(ERASE, AT_MILLIS).id();
    long third = operations.begin(ERASE, AT_MILLIS).id();
    operations.change(second, Set.of(State.RUNNING), State.PAUSED, null, AT_MILLIS + 1);
    assertThat(ids(operations.running(ALL))).containsExactly(first, third);
    assertThat(ids(operations.running(1))).containsExactly(first);
    assertThat(ids(operations.newest(Long.MAX_VALUE, 2))).containsExactly(third, second);
    assertThat(ids(operations.newest(second, ALL))).containsExactly(first);
  }

  @Test
  void whoIsPausedOrGivenUpGoesNoFurther() throws Exception {
    OperationsLedger operations = opened();
    long id = operations.begin(ERASE, AT_MILLIS).id();
    assertThat(operations.change(id, Set.of(State.RUNNING), State.PAUSED, null, AT_MILLIS))
        .isTrue();
    assertThat(operations.advance(id, new Progress(1, 1, "x", 1), "late")).isFalse();
    assertThat(requireNonNull(operations.find(id)).progress()).isEqualTo(Progress.START);
    assertThat(operations.change(id, Set.of(State.PAUSED), State.RUNNING, null, AT_MILLIS))
        .isTrue();
    assertThat(operations.advance(id, new Progress(1, 1, "x", 1), "")).isTrue();
  }

  @Test
  void anEndIsForGoodAndHasItsTime() throws Exception {
    OperationsLedger operations = opened();
    long id = operations.begin(ERASE, AT_MILLIS).id();
    Set<State> live = Set.of(State.RUNNING, State.PAUSED);
    assertThat(operations.change(id, live, State.CANCELLED, "given up", AT_MILLIS + 5)).isTrue();
    assertThat(operations.change(id, live, State.DONE, "done", AT_MILLIS + 6)).isFalse();
    Operation ended = requireNonNull(operations.find(id));
    assertThat(ended.state()).isEqualTo(State.CANCELLED);
    assertThat(ended.detail()).isEqualTo("given up");
    assertThat(ended.endedMillis()).isEqualTo(AT_MILLIS + 5);
    assertThat(operations.running(ALL)).isEmpty();
  }

  private static List<Long> ids(List<Operation> operations) {
    return operations.stream().map(Operation::id).toList();
  }
}
