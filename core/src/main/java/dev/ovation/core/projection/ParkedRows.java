package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.List;

/** Finds what the ledger holds for the key of a parked event. */
final class ParkedRows {
  private ParkedRows() {}

  /** The events of letters with what the ledger holds for their keys. */
  static List<ParkedEvent> of(LedgerTransaction transaction, List<DeadLetter> letters) {
    List<ParkedEvent> parked = new ArrayList<>();
    for (DeadLetter letter : letters) {
      Event event = letter.event();
      if (event != null) {
        parked.add(new ParkedEvent(event, letter.offset(), row(transaction, event)));
      }
    }
    return parked;
  }

  static Row row(LedgerTransaction transaction, Event event) {
    return switch (event) {
      case RegisterEvent e -> transaction.rows(List.of(e.interaction())).getFirst();
      case CounterEvent e ->
          e.token() == null
              ? Row.NONE
              : transaction.tokens(List.of(new TokenKey(e.targetKind(), e.entryKey()))).getFirst();
      case Checkpoint e -> Row.NONE;
    };
  }
}
