package dev.ovation.proof.torture.history;

/** What holds one value at a time. None of the three has a comma or a slash. */
public record Register(String target, String kind, String actor) {
  @Override
  public String toString() {
    return target + "/" + kind + "/" + actor;
  }
}
