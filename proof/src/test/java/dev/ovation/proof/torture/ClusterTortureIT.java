package dev.ovation.proof.torture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClusterTortureIT {
  @Test
  void promisesAreKeptInAFewFaults() {
    TortureRun.keepsItsPromises(
        "--profile",
        "cluster",
        "--cycles",
        "3",
        "--away",
        "2",
        "--rate",
        "1500",
        "--fault",
        "node-killed,redis-killed-and-old,kafka-killed");
  }

  @Test
  @Tag("long")
  void promisesAreKeptInEveryFault() {
    TortureRun.keepsItsPromises("--profile", "cluster", "--cycles", "56", "--rate", "1500");
  }
}
