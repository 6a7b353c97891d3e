package dev.ovation.core.domain;

import org.jspecify.annotations.Nullable;

/**
 * What is acted on, for example {@code video:7} in space {@code default}.
 *
 * @param space the tenant
 * @param type 1 to 32 characters of {@code a-z 0-9 _}
 * @param id 1 to 128 characters, see {@link Ids}
 */
public record Target(String space, String type, String id) {

  /** The form clients use: {@code type:id}. The space is not part of it. */
  public String text() {
    return type + ':' + id;
  }

  /**
   * The target that {@link #text} was made of; for texts that callers gave, see {@link Ids#target}.
   */
  public static Target ofText(String space, String text) {
    // Types hold no colon, so the first one ends the type.
    int colon = text.indexOf(':');
    return new Target(space, text.substring(0, colon), text.substring(colon + 1));
  }

  // Spelled out, because ids are hashed several times on the way of every event: sums of string
  // hashes in base 31 collide for ids that count up, and the generated methods inline badly.

  @Override
  public int hashCode() {
    return (id.hashCode() * 0x9E3779B1 + type.hashCode()) * 0x85EBCA77 + space.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Target t
            && id.equals(t.id)
            && type.equals(t.type)
            && space.equals(t.space));
  }

  @Override
  public String toString() {
    return space + '/' + type + ':' + id;
  }
}
