package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A (target, kind) as the tables spell it, in the order of their primary keys, which is that of
 * UTF-8's bytes.
 */
record KindKey(String target, String space, String kind) implements Comparable<KindKey> {
  private static final KindKey BEFORE_ALL = new KindKey("", "", "");
  private static final char BETWEEN = '\n';
  private static final Comparator<KindKey> ORDER =
      Comparator.comparing(KindKey::target, KindKey::byCodePoints)
          .thenComparing(KindKey::space, KindKey::byCodePoints)
          .thenComparing(KindKey::kind, KindKey::byCodePoints);

  boolean namesTarget() {
    return target.indexOf(':') >= 0;
  }

  TargetKind targetKind() {
    return new TargetKind(Target.ofText(space, target), kind);
  }

  /** The one that comes first; null when there is neither. */
  static @Nullable KindKey first(@Nullable KindKey a, @Nullable KindKey b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Kinds and spaces hold no control characters, so what is left is the target. */
  String cursor() {
    return kind + BETWEEN + space + BETWEEN + target;
  }

  static KindKey ofCursor(@Nullable String cursor) {
    if (cursor == null) {
      return BEFORE_ALL;
    }
    int first = cursor.indexOf(BETWEEN);
    int second = cursor.indexOf(BETWEEN, first + 1);
    return new KindKey(
        cursor.substring(second + 1),
        cursor.substring(first + 1, second),
        cursor.substring(0, first));
  }

  @Override
  public int compareTo(KindKey other) {
    return ORDER.compare(this, other);
  }

  /** Java compares UTF-16, in which the characters past the first 65,536 come too early. */
  private static int byCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char ofA = a.charAt(i);
      char ofB = b.charAt(i);
      if (ofA != ofB) {
        boolean isPair = Character.isSurrogate(ofA);
        return isPair == Character.isSurrogate(ofB) ? Character.compare(ofA, ofB) : isPair ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
