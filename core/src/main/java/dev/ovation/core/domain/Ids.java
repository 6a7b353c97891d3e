package dev.ovation.core.domain;

import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import org.jspecify.annotations.Nullable;

/** The grammar of ids: checked before anything is written. All methods are pure. */
public final class Ids {
  /** Longest actor id, and longest id part of a target, in characters. */
  public static final int ID_CHARS_MAX = 128;

  /** Longest type part of a target, in characters. */
  public static final int TYPE_CHARS_MAX = 32;

  /** Longest token of a counter event, in characters. */
  public static final int TOKEN_CHARS_MAX = 64;

  private Ids() {}

  /** Returns what is wrong with an id, or null when it is well formed. */
  public static @Nullable String problemOfId(String id) {
    if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
      return "must have 1 to " + ID_CHARS_MAX + " characters, has " + id.length();
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isIdChar(id.charAt(i))) {
        return "may hold only A-Z a-z 0-9 . _ ~ -, but character " + (i + 1) + " is another";
      }
    }
    return null;
  }

  /** Returns what is wrong with a target's type, or null when it is well formed. */
  public static @Nullable String problemOfType(String type) {
    if (type.isEmpty() || type.length() > TYPE_CHARS_MAX) {
      return "the type must have 1 to " + TYPE_CHARS_MAX + " characters, has " + type.length();
    }
    for (int i = 0; i < type.length(); i++) {
      char c = type.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
        return "the type may hold only a-z 0-9 _, but character " + (i + 1) + " is another";
      }
    }
    return null;
  }

  /** Returns what is wrong with the text of a target ({@code type:id}), or null. */
  public static @Nullable String problemOfTarget(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return "must be type:id, for example video:7";
    }
    String type = problemOfType(text.substring(0, colon));
    return type != null ? type : problemOfId(text.substring(colon + 1));
  }

  /**
   * Splits the text of a target.
   *
   * @throws IllegalArgumentException when {@link #problemOfTarget} finds something
   */
  public static Target target(String space, String text) {
    String problem = problemOfTarget(text);
    if (problem != null) {
      throw new IllegalArgumentException("target " + problem);
    }
    return Target.ofText(space, text);
  }

  /** Returns what is wrong with a counter's token, or null. Any character but a control is fine. */
  public static @Nullable String problemOfToken(String token) {
    if (token.isEmpty() || token.length() > TOKEN_CHARS_MAX) {
      return "must have 1 to " + TOKEN_CHARS_MAX + " characters, has " + token.length();
    }
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (Character.isISOControl(c)) {
        return "may not hold control characters, but character " + (i + 1) + " is one";
      }
      boolean paired =
          Character.isHighSurrogate(c)
              ? i + 1 < token.length() && Character.isLowSurrogate(token.charAt(++i))
              : !Character.isLowSurrogate(c);
      if (!paired) {
        return "holds half of a character pair at " + (i + 1) + " and is not valid Unicode";
      }
    }
    return null;
  }

  /**
   * Returns what is wrong with the first malformed text of an event, or null when all are well
   * formed. Spaces, kinds and values follow the grammar of ids; what a configuration may call them
   * is narrower.
   */
  public static @Nullable String problemOf(Event event) {
    return switch (event) {
      case RegisterEvent(Interaction interaction, String value, long _, long _) ->
          first(
              problemOf(interaction.targetKind()),
              named("actor", problemOfId(interaction.actor())),
              value == null ? null : named("value", problemOfId(value)));
      case CounterEvent(Interaction interaction, int _, String token, long _, long _) ->
          first(
              problemOf(interaction.targetKind()),
              named("actor", problemOfId(interaction.actor())),
              token == null ? null : named("token", problemOfToken(token)));
      case Checkpoint checkpoint -> problemOf(checkpoint.targetKind());
    };
  }

  private static @Nullable String problemOf(TargetKind targetKind) {
    Target target = targetKind.target();
    return first(
        named("space", problemOfId(target.space())),
        named("target", problemOfType(target.type())),
        named("target's id", problemOfId(target.id())),
        named("kind", problemOfId(targetKind.kind())));
  }

  private static @Nullable String named(String what, @Nullable String problem) {
    return problem == null ? null : "the " + what + ": " + problem;
  }

  private static @Nullable String first(@Nullable String... problems) {
    for (String problem : problems) {
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static boolean isIdChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '~'
        || c == '-';
  }
}
