package dev.ovation.core.sim;

import dev.ovation.core.sim.Operation.Quiet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is going on with registers and targets. Only where nothing else is going on can be told
 * exactly what an answer must say.
 */
final class Activity {
  private final Map<Object, Long> changes = new HashMap<>();
  private final Map<Object, Integer> open = new HashMap<>();
  private final Set<Object> unknown = new HashSet<>();

  void begins(Object what) {
    changes.merge(what, 1L, Long::sum);
    open.merge(what, 1, Integer::sum);
  }

  void ends(Object what) {
    changes.merge(what, 1L, Long::sum);
    open.merge(what, -1, Integer::sum);
  }

  /** A write ended without anybody knowing whether it will show up. */
  void unknown(Object what) {
    unknown.add(what);
  }

  int unknownCount() {
    return unknown.size();
  }

  /** Everything that was open is settled: the process has started anew and drained its log. */
  void settle() {
    unknown.clear();
  }

  /** To be asked before the own operation begins. */
  boolean isQuiet(Object what) {
    return open.getOrDefault(what, 0) == 0 && !unknown.contains(what);
  }

  Quiet quiet(Object what, boolean atStart) {
    return new Quiet(atStart, changes.getOrDefault(what, 0L));
  }

  /** Whether nothing else happened since. To be asked before the own operation ends. */
  boolean stayedQuiet(Object what, Quiet since) {
    return since.atStart()
        && changes.getOrDefault(what, 0L) == since.activity()
        && !unknown.contains(what);
  }
}
