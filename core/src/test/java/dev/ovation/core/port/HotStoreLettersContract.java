package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.SettledEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every hot store shows of dead letters that are settled. */
public abstract class HotStoreLettersContract extends HotStoreApplyContract {

  private Confirmed settle(long from, long n, RegisterEvent event, @Nullable ParkedEvent next) {
    confirmTarget(from, n, 2, likesOf(1), Map.of(), Map.of());
    return get(hot.confirmSettled(commit(from, n, 2), List.of(new SettledEvent(event, 1, next))));
  }

  @Test
  void whatIsSettledIsShownNoMore() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    RegisterEvent event = set(like(1, "u1"), "like", 1);
    apply(event, 1, Row.NONE, 0);
    confirmParked(0, 1, 1, event, Row.NONE);
    get(hot.confirmPlace(commit(0, 1, 1)));

    assertThat(settle(1, 2, event, null)).isEqualTo(Confirmed.DONE);

    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
    assertThat(entry(likesOf(1), "u1").pending()).isNull();
    get(hot.confirmPlace(commit(1, 2, 2)));
    assertThat(settle(1, 2, event, null))
        .as("once the place has passed it")
        .isEqualTo(Confirmed.OLD);
    assertThat(settle(3, 4, event, null))
        .as("an earlier commit is missing")
        .isEqualTo(Confirmed.GAP);
  }

  @Test
  void inPlaceOfWhatIsSettledTheOlderParkedEventIsShown() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    RegisterEvent older = set(like(1, "u1"), "like", 1);
    RegisterEvent newer = set(like(1, "u1"), null, 2);
    confirmParked(0, 1, 1, newer, Row.NONE);
    get(hot.confirmPlace(commit(0, 1, 1)));
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));

    settle(1, 2, newer, new ParkedEvent(older, 2, Row.NONE));

    assertThat(entry(likesOf(1), "u1").pending()).isEqualTo(new Pending(older, 2, true));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
    for (int again = 0; again < 2; again++) {
      settle(1, 2, newer, null);
      assertThat(entry(likesOf(1), "u1").pending())
          .as("another one is shown by now")
          .isEqualTo(new Pending(older, 2, true));
    }
  }

  @Test
  void settlingLeavesALiveEventOfTheRegisterAlone() {
    createPlace(0, 0);
    RegisterEvent parked = set(like(1, "u1"), "like", 1);
    confirmParked(0, 1, 1, parked, Row.NONE);
    get(hot.confirmPlace(commit(0, 1, 1)));
    RegisterEvent live = set(like(1, "u1"), null, 2);
    apply(live, 7, Row.NONE, 1);

    settle(1, 2, parked, null);

    assertThat(entry(likesOf(1), "u1").pending()).isEqualTo(new Pending(live, 7, false));
  }

  @Test
  void aLateEventThatWasDroppedDoesNotStay() {
    createPlace(0, 0);
    RegisterEvent dropped = set(like(1, "u1"), "like", 1);
    confirmTarget(0, 2, 1, likesOf(1), Map.of(), Map.of("u1", Row.NONE));
    get(hot.confirmSettled(commit(0, 2, 1), List.of(new SettledEvent(dropped, 1, null))));
    apply(dropped, 1, Row.NONE, 0);

    get(hot.confirmPlace(commit(0, 2, 1)));

    EntryState entry = look(likesOf(1), "u1").entry();
    assertThat(entry == null ? null : entry.pending()).isNull();
  }
}
