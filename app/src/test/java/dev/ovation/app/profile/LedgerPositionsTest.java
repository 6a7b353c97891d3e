package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.OvationException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node makes of a ledger and a log that do not stand at the same. */
final class LedgerPositionsTest {
  private static final LedgerPositions AT_FIVE =
      new LedgerPositions(List.of(new LedgerPosition(1, 5, 1)));

  /** Found by a torture: a node that started while another projected refused the log. */
  @Test
  void whatOthersAppendedSinceTheLogWasOpenedIsNoReasonToRefuseIt() {
    AT_FIVE.refuseLogThatIsBehind(log(2, 5), "none");
  }

  @Test
  void aLogThatEndsBeforeTheLedgerIsRefused() {
    assertThatThrownBy(() -> AT_FIVE.refuseLogThatIsBehind(log(4, 4), "Restore both."))
        .isInstanceOf(OvationException.class)
        .hasMessageContaining("ends at offset 4 of partition 0")
        .hasMessageContaining("up to 5")
        .hasMessageContaining("Restore both.");
  }

  /**
   * A log of which nothing is asked but where it ends.
   *
   * @param known what it was told last
   * @param now what it is told when it asks
   */
  private static EventLog log(long known, long now) {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "end" -> known;
                  case "endNow" -> CompletableFuture.completedFuture(now);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
