package dev.ovation.core.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What reports are made of: nines, lags, samples, marks. */
class FiguresTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void ninesClaimNoMoreThanWasChecked() {
    assertThat(new Nines(1_000, 1).text()).isEqualTo("3.0 nines");
    assertThat(new Nines(1_000, 0).text()).isEqualTo("> 3.0 nines");
    assertThat(new Nines(999, 0).text()).as("rounded down").isEqualTo("> 2.9 nines");
    assertThat(new Nines(10, 5).text()).isEqualTo("0.3 nines");
    assertThat(new Nines(5, 5).rate()).isZero();
    assertThat(new Nines(5, 5).value()).isZero();
    assertThat(new Nines(0, 0).text()).isEqualTo("unknown");
    assertThat(new Nines(1, 0).text()).isEqualTo("> 0.0 nines");
  }

  @Test
  void lagsAreToldByTheUpperEndOfTheirBucket() {
    Map<String, Long> figures = new HashMap<>();
    for (int millis = 1; millis <= 1_000; millis++) {
      figures.merge(Lag.figure(millis * 1_000_000L), 1L, Long::sum);
    }
    figures.put("coverage.seen", 5L);
    Lag lag = Lag.of(figures);
    assertThat(lag.count()).isEqualTo(1_000);
    assertThat(lag.millis(50)).isBetween(500L, 630L);
    assertThat(lag.millis(99)).isBetween(990L, 1_000L);
    assertThat(lag.millis(100)).isEqualTo(1_000);
    assertThat(Lag.of(Map.of()).millis(50)).isZero();
    assertThat(Lag.of(Map.of(Lag.figure(0), 1L)).millis(50)).isEqualTo(1);
  }

  @Test
  void aSamplerGrantsItsRateAndABurst() {
    Sampler sampler = new Sampler(100, 0);
    assertThat(sampler.grant(1_000, 0)).isEqualTo(200);
    assertThat(sampler.grant(1_000, 0)).isZero();
    assertThat(sampler.grant(1_000, SECOND / 2)).isEqualTo(50);
    assertThat(sampler.grant(10, SECOND)).isEqualTo(10);
    assertThat(sampler.grant(1_000, 100 * SECOND)).as("no more than a burst").isEqualTo(200);
  }

  @Test
  void marksTellWhenAnEventWasDurable() {
    Marks marks = new Marks();
    assertThat(marks.durable(1, 77)).isEqualTo(77);
    marks.add(10, 100);
    marks.add(10, 150);
    marks.add(20, 200);
    assertThat(marks.durable(1, 77)).isEqualTo(100);
    assertThat(marks.durable(10, 77)).isEqualTo(100);
    assertThat(marks.durable(11, 77)).isEqualTo(200);
    assertThat(marks.durable(21, 77)).as("no mark has seen it").isEqualTo(77);
  }

  @Test
  void asManyEventsAreWatchedAsTheRateLetsIn() {
    WatchSettings settings = WatchSettings.standard(100);
    assertThat(settings.watchedMax()).isEqualTo(100 * (300 + 150 + 2));
    assertThat(settings.windows()).hasSize(4);
    assertThat(List.of(Coverage.values()).stream().map(Coverage::text))
        .contains("over-rate", "not-watchable");
  }
}
