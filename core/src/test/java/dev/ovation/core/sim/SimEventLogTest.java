package dev.ovation.core.sim;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLogContract;
import org.jspecify.annotations.Nullable;

class SimEventLogTest extends EventLogContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private SimEventLog.@Nullable Disk disk;

  @Override
  protected EventLog open(int partitions) {
    if (disk == null) {
      disk = new SimEventLog.Disk(new Partitioner(partitions));
    }
    return new SimEventLog(
        scheduler, story, disk, SimScheduler.OUTSIDE, SimEventLog.Behaviour.GOOD);
  }

  @Override
  protected void progress() {
    scheduler.runAll();
  }

  @Override
  protected int appenders() {
    return 1;
  }
}
