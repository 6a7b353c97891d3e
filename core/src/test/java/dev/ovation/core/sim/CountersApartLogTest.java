package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.CountersApartLog;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.EventLogContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The log's contract over two logs that are one. */
class CountersApartLogTest extends EventLogContract {
  private final Story story = new Story(false);
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private SimEventLog.@Nullable Disk events;
  private SimEventLog.@Nullable Disk counters;

  @Override
  protected EventLog open(int partitions) {
    if (events == null || counters == null) {
      events = new SimEventLog.Disk(new Partitioner(partitions));
      counters = new SimEventLog.Disk(new Partitioner(partitions));
    }
    return new CountersApartLog(log(events), log(counters));
  }

  private EventLog log(SimEventLog.Disk disk) {
    return new SimEventLog(
        scheduler, story, disk, SimScheduler.OUTSIDE, SimEventLog.Behaviour.GOOD);
  }

  @Override
  protected Partitioner partitioner(int partitions) {
    return Partitioner.countersApart(partitions, Kinds.standard());
  }

  @Override
  protected void progress() {
    scheduler.runAll();
  }

  @Override
  protected int appenders() {
    return 1;
  }

  @Test
  void bothHaveTheSameNumberOfPartitions() {
    EventLog two = log(new SimEventLog.Disk(new Partitioner(2)));
    EventLog three = log(new SimEventLog.Disk(new Partitioner(3)));

    assertThatIllegalArgumentException().isThrownBy(() -> new CountersApartLog(two, three));
  }
}
