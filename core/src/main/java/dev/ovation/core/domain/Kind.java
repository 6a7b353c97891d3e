package dev.ovation.core.domain;

import java.util.List;

/** A configured way to interact. Immutable. */
public sealed interface Kind {

  String name();

  /** The values that counts are kept for, in the order of the configuration. */
  List<String> values();

  /**
   * Holds at most one value an actor and target: setting another value moves the actor, one count
   * down and the other up at once. Values that may be held side by side are kinds of their own.
   */
  record Register(String name, List<String> values) implements Kind {
    public Register {
      values = List.copyOf(values);
    }

    /** True when a write needs no value, because there is only one. */
    public boolean hasSingleValue() {
      return values.size() == 1;
    }
  }

  /** Adds up. Its only value has the kind's own name. */
  record Counter(String name) implements Kind {
    /** The most that one event may add. */
    public static final int BY_MAX = 1000;

    @Override
    public List<String> values() {
      return List.of(name);
    }
  }
}
