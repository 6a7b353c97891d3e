package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a hot store does that lives and dies with its process, and so can't forget. */
public abstract class LocalHotStoreContract extends HotStoreContract {

  @Test
  void itSaysThatItDoesNotForget() {
    assertThat(hot.forgets()).isFalse();
    assertThat(hot).isNotInstanceOf(ClusterHotStore.class);
  }

  @Test
  void itIsNeverColdAndHasOnePlace() {
    createPlace(0, 0);

    assertThat(look(likesOf(1), "u1").isCold()).isFalse();
    assertThat(look(likesOf(1), "u1").g()).isZero();
    assertThat(place().g()).isZero();
    assertThat(viewOf(1).g()).isZero();
  }

  @Test
  void anActorsLastWritesAreToldUntilTheyAreConfirmed() {
    createPlace(0, 0);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    apply(set(like(2, "u1"), "like", 2), 2, Row.NONE, 0);
    apply(set(like(1, "u2"), "like", 3), 3, Row.NONE, 0);
    assertThat(get(hot.lastWrites(U1))).isEqualTo(Map.of(0, 2L));

    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));
    assertThat(get(hot.lastWrites(U1))).isEqualTo(Map.of(0, 2L));

    confirmTarget(1, 2, 2, likesOf(2), Map.of("like", 1L), Map.of("u1", row("like", 2, 2)));
    confirmView(1, 2, 2, row("like", 2, 2));
    get(hot.confirmPlace(commit(1, 2, 2)));
    assertThat(get(hot.lastWrites(U1))).isEmpty();
    assertThat(get(hot.lastWrites(new Actor("default", "u2")))).isEqualTo(Map.of(0, 3L));
  }
}
