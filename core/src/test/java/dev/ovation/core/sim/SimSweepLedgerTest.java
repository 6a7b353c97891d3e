package dev.ovation.core.sim;

import dev.ovation.core.port.SweepLedgerContract;

/** The contract of those who go through a ledger, over the simulated one. */
final class SimSweepLedgerTest extends SweepLedgerContract {
  private final SimSwept simulated = new SimSwept();

  @Override
  protected Swept open(int partitions) {
    return simulated.open(partitions);
  }
}
