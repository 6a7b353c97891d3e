package dev.ovation.core.sim;

/** Parts that are right, with somebody who looks on or meddles. */
final class Looks {
  private Looks() {}

  static final Parts WATCHED =
      new Parts() {
        @Override
        public boolean isWatched() {
          return true;
        }
      };

  static final Parts SWEPT =
      new Parts() {
        @Override
        public boolean isSwept() {
          return true;
        }
      };

  static final ClusterParts WATCHED_CLUSTER =
      new ClusterParts() {
        @Override
        public boolean isWatched() {
          return true;
        }
      };

  static final ClusterParts SWEPT_CLUSTER =
      new ClusterParts() {
        @Override
        public boolean isSwept() {
          return true;
        }
      };

  static Parts meddled(SimVandal.Mode mode) {
    return new Parts() {
      @Override
      public SimVandal.Mode vandalism() {
        return mode;
      }
    };
  }

  static ClusterParts meddledCluster(SimVandal.Mode mode) {
    return new ClusterParts() {
      @Override
      public SimVandal.Mode vandalism() {
        return mode;
      }
    };
  }
}
