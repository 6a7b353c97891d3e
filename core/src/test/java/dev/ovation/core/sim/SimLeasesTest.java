package dev.ovation.core.sim;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.LeasesContract;
import java.time.Duration;

class SimLeasesTest extends LeasesContract {
  private static final SimTime TIME = new SimTime();

  @Override
  protected Leases open() {
    return new SimLeases(TIME);
  }

  @Override
  protected void pass(Duration time) {
    TIME.advance(time);
  }

  @Override
  protected long storeMillis() {
    return TIME.millis();
  }

  @Override
  protected Duration shortTtl() {
    return Duration.ofSeconds(1);
  }
}
