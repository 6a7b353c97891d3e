package dev.ovation.core.consistency;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.port.ConsistencyLedger.View;
import java.util.EnumSet;
import java.util.Set;

/** An event on its way through the windows. For the watcher's thread. */
final class Watched {
  final int partition;
  final long offset;
  final Event event;
  final long durableNanos;

  /** Where it was seen as it should be, at some window before. */
  private final Set<View> seenIn = EnumSet.noneOf(View.class);

  Watched(int partition, long offset, Event event, long durableNanos) {
    this.partition = partition;
    this.offset = offset;
    this.event = event;
    this.durableNanos = durableNanos;
  }

  /** A counter's event is looked for in the ledger only: the hot store forgets it once counted. */
  boolean isRegister() {
    return event instanceof RegisterEvent;
  }

  void seen(View view) {
    seenIn.add(view);
  }

  boolean wasSeen(View view) {
    return seenIn.contains(view);
  }
}
