package dev.ovation.app.http;

/** Whether the service answers requests. Thread-safe. */
public final class Readiness {
  private volatile Stage stage = Stage.STARTING;

  /** The life of a service. */
  public enum Stage {
    STARTING,
    READY,
    CLOSING
  }

  public Stage stage() {
    return stage;
  }

  public void becomes(Stage next) {
    stage = next;
  }
}
