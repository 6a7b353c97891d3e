package dev.ovation.core.port;

import dev.ovation.core.domain.Interaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what registers held before they were unset in a way that can be taken back.
 *
 * <p>Thread-safe. Methods block, and fail with {@link ErrorCode#LEDGER_UNAVAILABLE}. What was kept
 * is on stable storage when a method returns.
 */
public interface Archive {

  /**
   * Whose registers.
   *
   * @param actor an actor's id; null when it is a target's
   * @param target a target's text, of the form {@code type:id}; null when it is an actor's
   */
  record Subject(String space, @Nullable String actor, @Nullable String target) {
    public Subject {
      if ((actor == null) == (target == null)) {
        throw new IllegalArgumentException("either an actor or a target");
      }
    }

    public static Subject ofActor(String space, String actor) {
      return new Subject(space, actor, null);
    }

    public static Subject ofTarget(String space, String target) {
      return new Subject(space, null, target);
    }

    /** Whether a register is one of its. */
    public boolean has(Interaction interaction) {
      return interaction.target().space().equals(space)
          && (actor == null
              ? interaction.target().text().equals(target)
              : interaction.actor().equals(actor));
    }
  }

  /**
   * What a register held.
   *
   * @param value that it held
   * @param atMillis since when
   * @param unsetVersion of the event that unset it; 0 while that is not known
   */
  record Archived(Interaction interaction, String value, long atMillis, long unsetVersion) {}

  /** The kinds of the subject's rows that hold a value, configured or not, sorted. */
  List<String> kinds(Subject subject);

  /** Keeps what registers hold. What an earlier operation has kept of them gives way. */
  void keep(long operation, List<Archived> rows);

  /** What an operation keeps of registers of which it is not known yet what unset them. */
  List<Archived> open(long operation, int rowsMax);

  /** What is kept of a subject, in an order of the ledger's own, from the beginning. */
  List<Archived> of(Subject subject, @Nullable Interaction after, int rowsMax);

  /** Forgets what is kept of registers. */
  void forget(List<Interaction> interactions);

  /**
   * Forgets all that is kept of a subject.
   *
   * @return how many registers it was kept of
   */
  int forget(Subject subject);
}
