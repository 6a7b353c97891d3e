package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every ledger's lists do: order, filters, tombstones, and paging while rows change. */
public abstract class LedgerListContract extends LedgerLettersContract {
  private static final Actor U1 = new Actor("default", "u1");

  private static RegisterEvent at(Interaction interaction, @Nullable String value, int v, long at) {
    return new RegisterEvent(interaction, value, version(v), AT_MILLIS + at);
  }

  private static Page after(RowItem item, Function<RowItem, String> key, int limit) {
    return new Page(item.row().atMillis(), key.apply(item), limit);
  }

  private static String actor(RowItem item) {
    return item.interaction().actor();
  }

  private static String target(RowItem item) {
    return item.interaction().target().text();
  }

  /** Pages to the end; {@code between} runs between two pages. */
  private static List<RowItem> pages(
      int limit,
      Function<Page, List<RowItem>> list,
      Function<RowItem, String> key,
      Runnable between) {
    List<RowItem> all = new ArrayList<>();
    Page page = Page.first(limit);
    while (true) {
      List<RowItem> items = list.apply(page);
      assertThat(items).hasSizeLessThanOrEqualTo(limit);
      all.addAll(items);
      if (items.size() < limit) {
        return all;
      }
      page = after(items.getLast(), key, limit);
      between.run();
    }
  }

  @Test
  void aTargetsRowsAreNewestFirstAndEqualTimesByActor() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter.of(ledger, 0)
        .commit(
            at(like(1, "u2"), "like", 1, 10),
            at(like(1, "u3"), "like", 2, 30),
            at(like(1, "u10"), "like", 3, 10),
            at(like(1, "U2"), "like", 4, 10),
            at(like(1, "u1"), "like", 5, 20),
            at(like(2, "u9"), "like", 6, 99));

    assertThat(ledger.targetRows(likesOf(1), null, Page.first(10)))
        .extracting(LedgerListContract::actor)
        .containsExactly("u3", "u1", "U2", "u10", "u2");
    assertThat(ledger.targetRows(likesOf(1), null, Page.first(1)))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.interaction()).isEqualTo(like(1, "u3"));
              assertThat(item.row().value()).isEqualTo("like");
              assertThat(item.row().atMillis()).isEqualTo(AT_MILLIS + 30);
            });
  }

  @Test
  void anActorsRowsAreNewestFirstAndEqualTimesByTarget() throws Exception {
    Ledger ledger = ledger(1);
    Interaction post = Interaction.of(new Target("default", "post", "z"), "like", "u1");
    LedgerWriter.of(ledger, 0)
        .commit(
            at(like(2, "u1"), "like", 1, 10),
            at(like(10, "u1"), "like", 2, 10),
            at(like(3, "u1"), "like", 3, 30),
            at(post, "like", 4, 10),
            at(reaction(4, "u1"), "love", 5, 50),
            at(like(5, "u2"), "like", 6, 60));

    assertThat(ledger.actorRows(U1, "like", null, Page.first(10)))
        .extracting(LedgerListContract::target)
        .containsExactly("video:v3", "post:z", "video:v10", "video:v2");
    assertThat(ledger.actorRows(U1, "like", "video", Page.first(10)))
        .extracting(LedgerListContract::target)
        .containsExactly("video:v3", "video:v10", "video:v2");
    assertThat(ledger.actorRows(U1, "like", "photo", Page.first(10))).isEmpty();
    assertThat(ledger.actorRows(new Actor("other", "u1"), "like", null, Page.first(10))).isEmpty();
  }

  @Test
  void aListCanBeOfOneValue() throws Exception {
    Ledger ledger = ledger(1);
    TargetKind reactions = reaction(1, "u1").targetKind();
    LedgerWriter.of(ledger, 0)
        .commit(
            at(reaction(1, "u1"), "love", 1, 1),
            at(reaction(1, "u2"), "haha", 2, 2),
            at(reaction(1, "u3"), "love", 3, 3));

    assertThat(ledger.targetRows(reactions, "love", Page.first(10)))
        .extracting(LedgerListContract::actor)
        .containsExactly("u3", "u1");
    assertThat(ledger.targetRows(reactions, "wow", Page.first(10))).isEmpty();
    assertThat(ledger.targetRows(reactions, null, Page.first(10))).hasSize(3);
  }

  @Test
  void tombstonesAreNotListed() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(at(like(1, "u1"), "like", 1, 1), at(like(1, "u2"), "like", 2, 2));
    writer.commit(at(like(1, "u1"), null, 3, 3));

    assertThat(ledger.targetRows(likesOf(1), null, Page.first(10)))
        .extracting(LedgerListContract::actor)
        .containsExactly("u2");
    assertThat(ledger.actorRows(U1, "like", null, Page.first(10))).isEmpty();

    writer.commit(at(like(1, "u1"), "like", 4, 4));
    assertThat(ledger.targetRows(likesOf(1), null, Page.first(10)))
        .extracting(LedgerListContract::actor)
        .containsExactly("u1", "u2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void pagingShowsEveryRowOnceWithManyEqualTimes(int limit) throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    for (int i = 0; i < 24; i++) {
      writer.commit(
          at(like(1, "u" + i), "like", 2 * i + 1, i / 6),
          at(like(i + 2, "u1"), "like", 2 * i + 2, i / 6));
    }

    assertThat(
            pages(
                limit,
                page -> ledger.targetRows(likesOf(1), null, page),
                LedgerListContract::actor,
                () -> {}))
        .isEqualTo(ledger.targetRows(likesOf(1), null, Page.first(1000)))
        .hasSize(24);
    // One of the likes of video 1 is u1's own.
    assertThat(
            pages(
                limit,
                page -> ledger.actorRows(U1, "like", null, page),
                LedgerListContract::target,
                () -> {}))
        .isEqualTo(ledger.actorRows(U1, "like", null, Page.first(1000)))
        .hasSize(25);
  }

  @Test
  void pagingShowsWhatStaysOnceWhileOtherRowsComeAndGo() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    for (int i = 0; i < 20; i++) {
      writer.commit(
          at(like(1, "stays" + i), "like", i + 1, i / 4),
          at(like(1, "goes" + i), "like", i + 1, i / 4));
    }
    int[] round = {0};

    List<String> seen =
        pages(
                3,
                page -> ledger.targetRows(likesOf(1), null, page),
                LedgerListContract::actor,
                () -> {
                  int i = round[0]++ % 20;
                  writer.commit(
                      at(like(1, "goes" + i), null, 100 + round[0], 100),
                      at(like(1, "comes" + round[0]), "like", 100 + round[0], i));
                })
            .stream()
            .map(LedgerListContract::actor)
            .toList();

    assertThat(seen).doesNotHaveDuplicates();
    for (int i = 0; i < 20; i++) {
      assertThat(seen).contains("stays" + i);
    }
  }

  @Test
  void aValueSetAgainMovesInTheListByItsNewTime() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(at(like(1, "u1"), "like", 1, 1), at(like(1, "u2"), "like", 2, 2));
    writer.commit(at(like(1, "u1"), "like", 3, 9));

    assertThat(ledger.targetRows(likesOf(1), null, Page.first(10)))
        .extracting(LedgerListContract::actor)
        .containsExactly("u1", "u2");
  }
}
