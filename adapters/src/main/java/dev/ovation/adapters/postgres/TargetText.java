package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;

/** Targets as they are stored: {@code type:id}, see {@link Target#text}. */
final class TargetText {
  private TargetText() {}

  /** Types hold no colon, so the first one ends the type. */
  static Target parse(String space, String text) {
    int colon = text.indexOf(':');
    return new Target(space, text.substring(0, colon), text.substring(colon + 1));
  }
}
