package dev.ovation.app.profile;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a hot store before a node starts over it. */
final class HotStoreCheck {
  private static final Logger LOG = LoggerFactory.getLogger(HotStoreCheck.class);

  private HotStoreCheck() {}

  /**
   * Asks each partition's server once. One that can't be reached is no reason to wait: the node
   * serves from the ledger until it is there.
   *
   * @throws OvationException when a server must be put right first, saying what to do
   */
  static void refuseUnfit(ClusterHotStore hot, int partitions) {
    try {
      for (int p = 0; p < partitions; p++) {
        hot.standing(p).join();
      }
    } catch (CompletionException e) {
      if (!(OvationException.causeOf(e) instanceof OvationException known)) {
        throw e;
      }
      if (known.code() == ErrorCode.NOT_READY) {
        throw known;
      }
      LOG.warn("starting without the hot store: {}", known.getMessage());
    }
  }
}
