package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what the hot store is to show in place of letters that are settled. */
final class SettledEvents {
  private SettledEvents() {}

  static TokenKey keyOf(Event event) {
    return new TokenKey(event.targetKind(), event.entryKey());
  }

  /**
   * What to confirm of letters that this transaction settles, or an earlier one did. Those whose
   * bytes can't be read were never shown, and are left out.
   */
  static List<SettledEvent> of(LedgerTransaction transaction, List<Letter> letters) {
    Set<TokenKey> keys = new HashSet<>();
    Set<Long> offsets = new HashSet<>();
    for (Letter letter : letters) {
      offsets.add(letter.parked().offset());
      Event event = letter.parked().event();
      if (event != null) {
        keys.add(keyOf(event));
      }
    }
    if (keys.isEmpty()) {
      return List.of();
    }
    Map<TokenKey, ParkedEvent> newest = new HashMap<>();
    for (DeadLetter parked : transaction.parked(keys)) {
      Event event = parked.event();
      if (event != null && !offsets.contains(parked.offset())) {
        ParkedEvent shown =
            new ParkedEvent(event, parked.offset(), ParkedRows.row(transaction, event));
        newest.merge(
            keyOf(event), shown, (a, b) -> b.event().version() > a.event().version() ? b : a);
      }
    }
    List<SettledEvent> settled = new ArrayList<>();
    for (Letter letter : letters) {
      Event event = letter.parked().event();
      if (event != null) {
        settled.add(new SettledEvent(event, letter.parked().offset(), newest.get(keyOf(event))));
      }
    }
    return settled;
  }
}
