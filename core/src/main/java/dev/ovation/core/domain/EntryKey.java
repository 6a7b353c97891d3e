package dev.ovation.core.domain;

/**
 * The key of an entry within a target and kind: the actor for registers, and for counters what
 * makes an addition countable once. Actor ids hold neither {@code /} nor {@code #}, so the forms
 * cannot meet.
 */
public final class EntryKey {
  /** What the key of an event without token starts with. */
  public static final String VERSION_PREFIX = "#";

  /** Of a counter's checkpoint, of which there is one. No actor's id is empty. */
  public static final String CHECKPOINT = "/checkpoint";

  private EntryKey() {}

  /** A retry comes from the same actor, so a token is only unique within an actor. */
  public static String ofToken(String actor, String token) {
    return actor + '/' + token;
  }

  public static String ofVersion(long version) {
    return VERSION_PREFIX + version;
  }
}
