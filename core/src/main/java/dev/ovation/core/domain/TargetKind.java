package dev.ovation.core.domain;

/** One way to interact with one target: what a set of counts belongs to. */
public record TargetKind(Target target, String kind) {

  @Override
  public String toString() {
    return target + "/" + kind;
  }
}
