package dev.ovation.core.port;

import java.util.List;

/**
 * Is told by projectors what they have committed. Called on the projector's thread, after the
 * commit, so it must be quick and must not block. Thread-safe.
 */
public interface ProjectionListener {
  /** Tells nobody. */
  ProjectionListener NONE =
      new ProjectionListener() {
        @Override
        public void stands(int partition, long h) {
          // Nobody wants to know.
        }

        @Override
        public void projected(int partition, long after, List<LogRecord> records) {
          // Nobody wants to know.
        }
      };

  /**
   * A projector has found out, from the ledger, how far its partition is projected. It goes on from
   * there.
   */
  void stands(int partition, long h);

  /**
   * A batch is committed: the records of the log after an offset, in their order, at least one. A
   * commit whose answer got lost is not told of; {@link #stands} then says a greater offset than
   * the last batch ended with.
   */
  void projected(int partition, long after, List<LogRecord> records);
}
