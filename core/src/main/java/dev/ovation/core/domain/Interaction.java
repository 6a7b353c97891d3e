package dev.ovation.core.domain;

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

  @Override
  public String toString() {
    return targetKind + "/" + actor;
  }
}
