package dev.ovation.core.sim;

import dev.ovation.core.port.MendingContract;

/** The contract of those who mend a ledger, over the simulated one. */
final class SimMendingTest extends MendingContract {
  private final SimSwept simulated = new SimSwept();

  @Override
  protected Swept open(int partitions) {
    return simulated.open(partitions);
  }
}
