package dev.ovation.core.domain;

/**
 * The key of an entry within a target and kind: the actor for registers, and for counters what makes
 * an addition countable once. Actor ids hold neither {@code /} nor {@code #}, so the forms cannot
 * meet.
 */
public final class EntryKey {
  private EntryKey() {}

  /** A retry comes from the same actor, so a token is only unique within an actor. */
  public static String ofToken(String actor, String token) {
    return actor + '/' + token;
  }

  public static String ofVersion(long version) {
    return '#' + Long.toString(version);
  }

  /** True when the key is that of a counter event that carried a token. */
  public static boolean isToken(String key) {
    return key.indexOf('/') >= 0;
  }
}
