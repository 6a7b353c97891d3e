package dev.ovation.core.domain;

import org.jspecify.annotations.Nullable;

/** A register's identity: (space, target, kind, actor). */
public record Interaction(TargetKind targetKind, String actor) {

  /** Builds the identity from its parts. */
  public static Interaction of(Target target, String kind, String actor) {
    return new Interaction(new TargetKind(target, kind), actor);
  }

  public Target target() {
    return targetKind.target();
  }

  public String kind() {
    return targetKind.kind();
  }

  /** The actor with its space: the key of an actor's view. */
  public Actor who() {
    return new Actor(target().space(), actor);
  }

  // Spelled out for the reason given in Target.

  @Override
  public int hashCode() {
    return targetKind.hashCode() * 0x9E3779B1 + actor.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Interaction i
            && actor.equals(i.actor)
            && targetKind.equals(i.targetKind));
  }

  @Override
  public String toString() {
    return targetKind + "/" + actor;
  }
}
