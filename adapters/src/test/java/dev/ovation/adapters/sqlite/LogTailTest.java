package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTailTest {
  private final LogTail tail = new LogTail(100);

  @Test
  void aReaderThatFollowsGetsEverythingInOrder() {
    add(1, 10);
    add(11, 15);
    assertThat(offsets(tail.read(0, 12))).containsExactlyElementsOf(range(1, 12));
    assertThat(offsets(tail.read(12, 100))).containsExactlyElementsOf(range(13, 15));
    assertThat(tail.read(15, 100)).isEmpty();
    add(16, 16);
    assertThat(offsets(tail.read(15, 100))).containsExactly(16L);
  }

  @Test
  void whoIsFurtherBackThanTheTailReachesGetsNothing() {
    add(1, 60);
    add(61, 120);
    assertThat(tail.read(59, 10)).isEmpty();
    assertThat(offsets(tail.read(60, 10))).containsExactlyElementsOf(range(61, 70));
  }

  @Test
  void whatWasPassedIsDropped() {
    add(1, 50);
    add(51, 60);
    assertThat(offsets(tail.read(50, 10))).containsExactlyElementsOf(range(51, 60));
    assertThat(tail.read(0, 10)).isEmpty();
  }

  @Test
  void aGapLeavesOnlyWhatIsAfterIt() {
    add(1, 10);
    add(21, 30);
    assertThat(tail.read(0, 100)).isEmpty();
    assertThat(offsets(tail.read(20, 100))).containsExactlyElementsOf(range(21, 30));
  }

  private void add(long first, long last) {
    List<LogRecord> records = new ArrayList<>();
    for (long offset : range(first, last)) {
      int number = (int) offset;
      records.add(
          new LogRecord.Readable(
              offset, Samples.set(Samples.like(number, "u" + number), "like", number)));
    }
    tail.add(first - 1, records);
  }

  private static List<Long> offsets(List<LogRecord> records) {
    return records.stream().map(LogRecord::offset).toList();
  }

  private static List<Long> range(long first, long last) {
    List<Long> range = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      range.add(i);
    }
    return range;
  }
}
