package dev.ovation.adapters.redis;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import java.nio.charset.StandardCharsets;

/**
 * How keys are named. What stands in braces decides the slot: one for all of a partition, one for
 * all of a bucket of actors.
 */
record Keys(String namespace) {
  /**
   * Actors share this many slots, so that each slot can bound the bytes of its views by itself.
   * Fewer would spread badly over the masters a cluster has; more would cut the rows of a commit
   * into more scripts, of which each has its price.
   */
  static final int BUCKETS = 32;

  byte[] partition(int partition) {
    return utf8(namespace + ":{p" + partition + '}');
  }

  byte[] bucket(int bucket) {
    return utf8(namespace + ":{v" + bucket + '}');
  }

  static int bucket(Actor actor) {
    int hash = actor(actor).hashCode();
    // The finalizer of MurmurHash3: ids that count up differ in their low bits alone.
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
  }

  static String actor(Actor actor) {
    return actor.space() + '/' + actor.id();
  }

  /** The kind comes last: scripts take it from there. */
  static String target(TargetKind targetKind) {
    Target target = targetKind.target();
    return target.space() + '/' + target.type() + ':' + target.id() + '/' + targetKind.kind();
  }

  /** The actor that {@link #actor} was made of: neither spaces nor ids hold a slash. */
  static Actor actorOf(String text) {
    int slash = text.indexOf('/');
    return new Actor(text.substring(0, slash), text.substring(slash + 1));
  }

  /** What {@link #target} was made of. */
  static TargetKind targetOf(String text) {
    int space = text.indexOf('/');
    int kind = text.lastIndexOf('/');
    return new TargetKind(
        Target.ofText(text.substring(0, space), text.substring(space + 1, kind)),
        text.substring(kind + 1));
  }

  static TargetKind targetOfField(String field) {
    return targetOf(field.substring(1));
  }

  /** The field of a row in a view. */
  static String field(TargetKind targetKind) {
    return '@' + target(targetKind);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
