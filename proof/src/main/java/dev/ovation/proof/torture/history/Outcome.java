package dev.ovation.proof.torture.history;

/** What a client knows of its operation. */
public enum Outcome {
  /** It was answered: it happened. */
  OK('o'),
  /** It was refused: it certainly did not happen, and never will. */
  FAILED('f'),
  /** No answer, or one that says so: it happened, did not, or still will, once at the most. */
  UNKNOWN('u');

  private final char letter;

  Outcome(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  static Outcome of(String letter) {
    for (Outcome outcome : values()) {
      if (letter.length() == 1 && letter.charAt(0) == outcome.letter) {
        return outcome;
      }
    }
    throw new IllegalArgumentException("no outcome: " + letter);
  }
}
