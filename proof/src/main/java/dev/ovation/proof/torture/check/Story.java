package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses of a register's operations those that a violation is about. Stateless. */
final class Story {
  /** More than this nobody reads; the rest is in the file. */
  private static final int ENTRIES_MAX = 14;

  private Story() {}

  /**
   * The two that contradict each other, what was under way between them, and one before each so
   * that it is seen what they found.
   */
  static List<Entry> between(List<? extends Operation> all, Operation earlier, Operation later) {
    List<Operation> ordered = new ArrayList<>(all);
    ordered.sort(Comparator.comparingLong(each -> each.call().invoked()));
    long from = earlier.call().invoked();
    long to = later.call().completed();
    int first = Math.max(0, ordered.indexOf(earlier) - 1);
    List<Entry> story = new ArrayList<>();
    for (Operation each : ordered.subList(first, ordered.size())) {
      Call call = each.call();
      if (call.invoked() <= to && (call.completed() >= from || story.isEmpty())) {
        story.add(each);
      }
    }
    if (story.size() > ENTRIES_MAX) {
      story.removeIf(each -> !each.equals(earlier) && !each.equals(later) && isNoise(each));
    }
    while (story.size() > ENTRIES_MAX) {
      Entry middle = story.remove(ENTRIES_MAX / 2);
      if (middle.equals(earlier) || middle.equals(later)) {
        story.add(middle);
        break;
      }
    }
    return story;
  }

  private static boolean isNoise(Entry entry) {
    return entry instanceof Operation operation
        && (operation instanceof Entry.Read || !operation.call().isOk());
  }
}
