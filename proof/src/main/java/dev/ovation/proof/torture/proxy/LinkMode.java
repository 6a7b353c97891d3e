package dev.ovation.proof.torture.proxy;

/** What a link does to what is sent over it. */
public enum LinkMode {
  /** All goes through. */
  PASS,
  /** All goes through, a while later. */
  DELAY,
  /**
   * Nothing goes through, in either direction, as if packets were dropped; it arrives when that
   * ends.
   */
  DROP,
  /**
   * New connections are accepted, and nobody is behind them; those that were open are as dead. When
   * that ends they are reset, as by a machine that knows nothing of them.
   */
  HALF_OPEN,
  /** Connections are reset, and so is every new one. */
  RESET,
  /** A few bytes at a time. */
  DRIP,
  /** What clients say arrives; what the server says is dropped, and arrives when that ends. */
  TO_SERVER_ONLY,
  /** What the server says arrives; what clients say is dropped, and arrives when that ends. */
  TO_CLIENT_ONLY;

  /** Whether bytes wait in that direction. */
  boolean holds(boolean toServer) {
    return switch (this) {
      case DROP -> true;
      case TO_SERVER_ONLY -> !toServer;
      case TO_CLIENT_ONLY -> toServer;
      case PASS, DELAY, HALF_OPEN, RESET, DRIP -> false;
    };
  }
}
