package dev.ovation.core.domain;

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

  @Override
  public String toString() {
    return space + '/' + type + ':' + id;
  }
}
