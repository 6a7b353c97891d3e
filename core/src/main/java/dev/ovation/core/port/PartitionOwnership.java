package dev.ovation.core.port;

/**
 * Tells a node which partitions are its to project. Whoever hands them out may be late: for a while
 * two nodes can believe that they own a partition. The ledger decides then, see {@link
 * ClusterLedger#takeOver}; the listener need only stop sooner or later.
 */
public interface PartitionOwnership extends Component {

  /** Begins to tell. Called once. */
  void start(Listener listener);

  /**
   * Told of changes, one after the other, on a thread that it must not block for long.
   *
   * <p>A partition that was lost without notice, because the node was thought dead, is told as
   * revoked as soon as that is known.
   */
  interface Listener {
    void assigned(int partition);

    void revoked(int partition);
  }
}
