package dev.ovation.core.domain;

import org.jspecify.annotations.Nullable;

/** One way to interact with one target: what a set of counts belongs to. */
public record TargetKind(Target target, String kind) {

  // Spelled out for the reason given in Target.

  @Override
  public int hashCode() {
    return target.hashCode() * 0x9E3779B1 + kind.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TargetKind t && target.equals(t.target) && kind.equals(t.kind));
  }

  @Override
  public String toString() {
    return target + "/" + kind;
  }
}
