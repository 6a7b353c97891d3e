package dev.ovation.core.sim;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that found something; docs/RELIABILITY.md tells what. None is among those of each run. */
class SeedsThatFailedOnceTest {

  @ParameterizedTest
  @CsvSource({
    "PROCESS, 30_004_794",
    "PROCESS, 40_202_437",
    "PROCESS_DAMAGED, 30_002_335",
    "PROCESS_DOUBTED, 50_002_559",
    "CLUSTER, 4_908",
    "CLUSTER, 11_823",
    "CLUSTER, 2_000_376",
    "CLUSTER, 4_013_784",
    "CLUSTER, 10_023_219",
    "CLUSTER, 30_036_830",
    "CLUSTER_WATCHED, 40_007_898",
    "CLUSTER_DAMAGED, 3_105",
    "CLUSTER_DAMAGED, 3_557",
    "CLUSTER_DAMAGED, 3_977",
    "CLUSTER_DAMAGED, 4_419",
    "CLUSTER_DAMAGED, 4_467",
    "CLUSTER_DAMAGED, 30_000_507",
    "CLUSTER_DAMAGED, 40_004_434",
    "CLUSTER_DAMAGED, 40_008_807",
    "CLUSTER_DAMAGED, 50_018_505",
    "CLUSTER_DOUBTED, 50_003_903",
  })
  void everyInvariantHolds(Setting setting, String seed) {
    setting.check(Long.parseLong(seed.replace("_", "")));
  }
}
