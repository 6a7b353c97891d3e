package dev.ovation.app.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayStartTest {
  private static final long NOON = SimTime.START_MILLIS;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /** Takes a second to read, so that one page is a look. */
  private final SimTime time = new SimTime();

  private final List<List<LogRecord>> partitions = new ArrayList<>();

  private void partition(long... writtenMillis) {
    List<LogRecord> records = new ArrayList<>();
    for (long millis : writtenMillis) {
      long offset = records.size() + 1L;
      Interaction interaction =
          Interaction.of(new Target("default", "video", "1"), "like", "u" + offset);
      Event event = new RegisterEvent(interaction, "like", Version.atMillis(millis, 1), millis);
      records.add(new LogRecord.Readable(offset, event));
    }
    partitions.add(records);
  }

  private List<Long> found(ReplayFrom from, Long... stands) {
    ReplayStart start = new ReplayStart(new ListedLog(), from, List.of(stands), time);
    int looks = 0;
    while (!start.look()) {
      assertThat(++looks).as(start.detail()).isLessThan(100);
    }
    return start.offsets();
  }

  @Test
  void anOffsetIsTheSameInEachPartitionUpToWhereTheLedgerStands() {
    partition(NOON, NOON, NOON);
    partition(NOON, NOON, NOON, NOON, NOON);
    assertThat(found(new ReplayFrom.Offset(3), 3L, 5L)).containsExactly(3L, 3L);
    assertThat(found(new ReplayFrom.Offset(0), 3L, 5L)).containsExactly(0L, 0L);
    assertThat(found(new ReplayFrom.Offset(100), 3L, 5L)).containsExactly(3L, 5L);
  }

  @Test
  void whereThereAreOnlyCountersTheLedgerStaysWhereItIs() {
    partitions.add(List.of(counted(1), counted(2)));
    partition(NOON, NOON);
    assertThat(found(new ReplayFrom.Offset(0), 2L, 2L)).containsExactly(2L, 0L);
    assertThat(found(new ReplayFrom.Time(NOON), 2L, 2L)).containsExactly(2L, 0L);
  }

  private static LogRecord counted(long offset) {
    Interaction interaction =
        Interaction.of(new Target("default", "video", "1"), "view", "u" + offset);
    return new LogRecord.Readable(
        offset, new CounterEvent(interaction, 1, null, Version.atMillis(NOON, 1), NOON));
  }

  @Test
  void aTimeIsTheFirstEventThatWasWrittenAtItOrLater() {
    partition(NOON - 3 * HOUR, NOON - 2 * HOUR, NOON - HOUR, NOON, NOON + HOUR);
    partition(NOON + HOUR);
    partition(NOON - HOUR);
    partition();
    ReplayFrom noon = new ReplayFrom.Time(NOON);
    assertThat(found(noon, 5L, 1L, 1L, 0L)).containsExactly(3L, 0L, 1L, 0L);
    assertThat(found(noon, 2L, 0L, 1L, 0L))
        .as("nothing after where the ledger stands")
        .containsExactly(2L, 0L, 1L, 0L);
    assertThat(found(new ReplayFrom.Time(NOON - 100 * HOUR), 5L, 1L, 1L, 0L))
        .containsExactly(0L, 0L, 0L, 0L);
  }

  @Test
  void whatComesToTheLogLateHidesNothing() {
    partition(NOON - 2 * HOUR, NOON, NOON - HOUR, NOON - HOUR, NOON + HOUR);
    assertThat(found(new ReplayFrom.Time(NOON), 5L)).containsExactly(1L);
  }

  @Test
  void aClockThatIsBehindMissesNothing() {
    partition(NOON - HOUR, NOON - 1_000, NOON + 1_000);
    assertThat(found(new ReplayFrom.Time(NOON), 3L)).containsExactly(1L);
  }

  @Test
  void longPartitionsAreLookedThroughInManyLooks() {
    long[] written = new long[25_000];
    for (int i = 0; i < written.length; i++) {
      written[i] = NOON + i * 1_000L;
    }
    partition(written);
    ReplayStart start =
        new ReplayStart(
            new ListedLog(),
            new ReplayFrom.Time(NOON + 20_000_000),
            List.of((long) written.length),
            time);
    assertThat(start.look()).isFalse();
    assertThat(start.detail())
        .startsWith("looks for where to begin, from 2024-01-12T19:20:00Z: partition 0, offset ");
    assertThat(found(new ReplayFrom.Time(NOON + 20_000_000), (long) written.length))
        .containsExactly(19_940L);
  }

  @Test
  void itsTextSaysWhatItIs() {
    for (ReplayFrom from : List.of(new ReplayFrom.Offset(0), new ReplayFrom.Time(NOON + 1))) {
      assertThat(ReplayFrom.of(from.text())).isEqualTo(from);
    }
  }

  /** A log that is only read. */
  private final class ListedLog implements EventLog {
    @Override
    public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
      time.advance(Duration.ofSeconds(1));
      return partitions.get(partition).stream()
          .filter(record -> record.offset() > afterOffset)
          .limit(eventsMax)
          .toList();
    }

    @Override
    public long end(int partition) {
      return partitions.get(partition).size();
    }

    @Override
    public int partitions() {
      return partitions.size();
    }

    @Override
    public void append(Event event, AppendCallback callback) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Health check() {
      return Health.up("");
    }

    @Override
    public void close() {}
  }
}
