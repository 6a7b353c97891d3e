package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.EventCodec;

/** Events that the ledger keeps as bytes. */
final class StoredEvents {
  private StoredEvents() {}

  /**
   * Reads what this ledger wrote.
   *
   * @param what holds the bytes, for people
   * @throws dev.ovation.core.port.CorruptionException when they can't be read
   */
  static Event decode(byte[] bytes, Failures failures, String what) {
    try {
      return EventCodec.decode(bytes);
    } catch (EventCodec.DamagedException | EventCodec.UnknownFormatException e) {
      throw failures.damaged("the " + what + " can't be read: " + e.getMessage(), e);
    }
  }
}
