package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything that is wrong, so that an operator learns it all at once. Not thread-safe.
 */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  public void add(Origin origin, String what) {
    found.add(origin + ": " + what);
  }

  public List<String> found() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws everything found so far, if anything. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found());
    }
  }
}
