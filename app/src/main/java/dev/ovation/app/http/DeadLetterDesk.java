package dev.ovation.app.http;

import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people see to events that could not be applied. Calls block on the ledger, whose failures
 * they fail with. Thread-safe.
 */
public interface DeadLetterDesk {

  /**
   * Letters in the order of their ids.
   *
   * @param after only later ones; null for the first page
   * @param limit letters at the most; fewer come back where many do not match
   */
  Page list(Filter filter, @Nullable LetterId after, int limit);

  /** One letter; null when there is none. */
  @Nullable Letter show(LetterId id);

  /**
   * Notes a decision and waits, for a few seconds at the most, until the partition's owner has
   * carried it out, whichever node that is.
   *
   * @return the letter as it is then; null when there is none. One that was settled before is given
   *     back as it is.
   */
  @Nullable Letter decide(LetterId id, Decision decision);

  /** Which letters are wanted. */
  enum State {
    PARKED,
    SETTLED,
    ALL
  }

  /**
   * What letters must match.
   *
   * @param space of the event; null for all, also those whose bytes can't be read
   * @param cause a part of the reason; null for all
   * @param parkedBefore in milliseconds of the Unix epoch; null for all
   */
  record Filter(
      State state, @Nullable String space, @Nullable String cause, @Nullable Long parkedBefore) {
    public boolean takes(Letter letter) {
      boolean wantedState = state == State.ALL || letter.isSettled() == (state == State.SETTLED);
      boolean wantedSpace =
          space == null
              || (letter.parked().event() != null
                  && letter.parked().event().target().space().equals(space));
      return wantedState
          && wantedSpace
          && (cause == null || letter.parked().reason().contains(cause))
          && (parkedBefore == null || letter.parked().parkedAtMillis() < parkedBefore);
    }
  }

  /**
   * A part of a list.
   *
   * @param next after which the list goes on; null at its end
   */
  record Page(List<Letter> letters, @Nullable LetterId next) {}
}
