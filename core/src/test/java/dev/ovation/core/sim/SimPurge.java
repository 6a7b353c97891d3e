package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Purged;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** How a simulated ledger forgets: the next state has the same position and fewer rows. */
final class SimPurge {
  private final SimLedger.Disk disk;
  private final Story story;
  private final int partition;
  private final LedgerState before;

  SimPurge(SimLedger.Disk disk, Story story, int partition) {
    this.disk = disk;
    this.story = story;
    this.partition = partition;
    this.before = disk.now(partition);
  }

  Purged tokens(PurgeRange range) {
    List<Map.Entry<TokenKey, Row>> slice = slice(before.tokens(), range, row -> true);
    Map<TokenKey, Row> left = new LinkedHashMap<>(before.tokens());
    slice.forEach(token -> left.remove(token.getKey()));
    if (!slice.isEmpty()) {
      disk.commit(partition, before.with(before.rows(), left));
    }
    return purged(slice, slice.size(), range);
  }

  Purged tombstones(PurgeRange range, long confirmedN, Set<Interaction> keep) {
    List<Map.Entry<Interaction, Row>> slice =
        slice(before.rows(), range, row -> row.value() == null);
    Map<Interaction, Row> left = new LinkedHashMap<>(before.rows());
    for (Map.Entry<Interaction, Row> tombstone : slice) {
      Interaction register = tombstone.getKey();
      Row row = tombstone.getValue();
      if (row.n() <= confirmedN && !keep.contains(register)) {
        left.remove(register);
        disk.purged(register, row.version());
        story.tell(
            register.targetKind(),
            () -> "ledger forgets " + register.actor() + ": " + Story.row(row));
      }
    }
    int gone = before.rows().size() - left.size();
    if (gone > 0) {
      disk.commit(partition, before.with(left, before.tokens()));
    }
    return purged(slice, gone, range);
  }

  int letters(long settledBefore, long confirmedN, int lettersMax) {
    List<Letter> gone =
        before.history().stream()
            .filter(letter -> letter.isSettled() && letter.settledN() <= confirmedN)
            .filter(letter -> !disk.keepsLetters())
            .filter(
                letter -> letter.decision() != null && letter.decision().atMillis() < settledBefore)
            .limit(lettersMax)
            .toList();
    if (!gone.isEmpty()) {
      List<Letter> left = new ArrayList<>(before.history());
      left.removeAll(gone);
      gone.forEach(letter -> disk.forget(partition, letter));
      disk.commit(partition, before.with(left));
      story.tell(null, () -> "ledger forgets " + gone.size() + " settled letters");
    }
    return gone.size();
  }

  private static <K> List<Map.Entry<K, Row>> slice(
      Map<K, Row> rows, PurgeRange range, Predicate<Row> wanted) {
    return rows.entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue()))
        .filter(entry -> entry.getValue().version() > range.afterVersion())
        .filter(entry -> entry.getValue().version() < range.beforeVersion())
        .sorted(Comparator.comparingLong(entry -> entry.getValue().version()))
        .limit(range.rowsMax())
        .toList();
  }

  private static <K> Purged purged(List<Map.Entry<K, Row>> slice, int gone, PurgeRange range) {
    long upTo = slice.isEmpty() ? range.afterVersion() : slice.getLast().getValue().version();
    return new Purged(gone, upTo, slice.size() < range.rowsMax());
  }
}
