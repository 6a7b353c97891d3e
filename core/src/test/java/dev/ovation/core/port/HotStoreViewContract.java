package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.HotStore.ViewAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lifecycle of a hot store under test, words to speak to it, and the rules of actor views. */
@Timeout(60)
public abstract class HotStoreViewContract {
  /** A confirmed entry may stay for some commits; after this many it is gone. */
  private static final int COMMITS_UNTIL_TRIMMED = 8;

  static final Actor U1 = new Actor("default", "u1");

  /** New and empty for every test, with one partition. */
  protected HotStore hot;

  /**
   * How large a store may grow.
   *
   * @param baseBytesMax for counts
   * @param viewBytesMax for actors' views
   * @param entryBytesMax for what is not confirmed yet
   * @param viewRowsMax rows of one actor's view
   */
  public record Bounds(long baseBytesMax, long viewBytesMax, long entryBytesMax, int viewRowsMax) {}

  /** Opens a new and empty store. The contract closes it. */
  protected abstract HotStore open(int partitions, Bounds bounds) throws Exception;

  @BeforeEach
  final void openHotStore() throws Exception {
    hot = open(1, new Bounds(200_000, 200_000, 200_000, 3));
  }

  @AfterEach
  final void closeHotStore() {
    hot.close();
  }

  // ---- words ---------------------------------------------------------------------------------

  static <T extends @Nullable Object> T get(CompletableFuture<T> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the store did not answer", e);
    }
  }

  static Row row(@Nullable String value, int number, long n) {
    return new Row(value, version(number), AT_MILLIS + number, n);
  }

  static Counts likes(long count) {
    return Counts.of(Map.of("like", count));
  }

  static Commit commit(long from, long n, long h) {
    return new Commit(0, from, n, h);
  }

  final void createPlace(long n, long h) {
    get(hot.createPlace(0, new Place(n, h), List.of()));
  }

  final Place place() {
    return Objects.requireNonNull(HotStoreViewContract.<@Nullable Place>get(hot.place(0)));
  }

  final HotAnswer look(TargetKind targetKind, @Nullable String key) {
    return get(hot.read(List.of(new HotQuery(targetKind, key)))).getFirst();
  }

  final EntryState entry(TargetKind targetKind, String key) {
    EntryState entry = look(targetKind, key).entry();
    assertThat(entry).as("entry of %s %s", targetKind, key).isNotNull();
    return Objects.requireNonNull(entry);
  }

  /** The newer of an entry's row and its pending event, as every reader takes it. */
  final Row stance(TargetKind targetKind, String key) {
    EntryState entry = entry(targetKind, key);
    Row row = Objects.requireNonNull(entry.row());
    Pending pending = entry.pending();
    return pending != null
            && pending.event() instanceof RegisterEvent e
            && e.version() > row.version()
        ? new Row(e.value(), e.version(), e.atMillis(), 0)
        : row;
  }

  final Counts counts(TargetKind targetKind) {
    Counts counts = look(targetKind, null).counts();
    assertThat(counts).as("counts of %s", targetKind).isNotNull();
    return Objects.requireNonNull(counts);
  }

  final Applied apply(Event event, long offset, Row hint, long n0) {
    return get(hot.apply(event, offset, hint, n0, false));
  }

  final boolean tryFill(
      TargetKind targetKind, long n, long h, long touchedN, Map<String, Long> counts) {
    return get(hot.fillBase(targetKind, new BaseSnapshot(Counts.of(counts), n, h, touchedN)));
  }

  final void fill(TargetKind targetKind, long n, long h, long touchedN, Map<String, Long> counts) {
    if (look(targetKind, null).counts() == null) {
      assertThat(tryFill(targetKind, n, h, touchedN, counts)).as("fill %s", targetKind).isTrue();
    }
  }

  final Confirmed confirmTarget(
      long from,
      long n,
      long h,
      TargetKind targetKind,
      Map<String, Long> counts,
      Map<String, Row> rows) {
    List<KeyedRow> keyed = new ArrayList<>();
    rows.forEach((key, row) -> keyed.add(new KeyedRow(key, row)));
    return get(
        hot.confirmTargets(
            commit(from, n, h),
            List.of(new TargetConfirm(targetKind, Counts.of(counts), keyed, List.of()))));
  }

  /** Confirms one like of video 1 to slot, view and place. */
  final void confirmLike(long from, long n, long h, long count, String actor, Row row) {
    assertThat(confirmTarget(from, n, h, likesOf(1), Map.of("like", count), Map.of(actor, row)))
        .isEqualTo(Confirmed.DONE);
    get(hot.confirmViews(commit(from, n, h), List.of(new RowConfirm(like(1, actor), row))));
    get(hot.confirmPlace(commit(from, n, h)));
  }

  final void confirmParked(long from, long n, long h, Event event, Row row) {
    TargetConfirm confirm =
        new TargetConfirm(
            event.targetKind(), Counts.NONE, List.of(), List.of(new ParkedEvent(event, h, row)));
    assertThat(get(hot.confirmTargets(commit(from, n, h), List.of(confirm))))
        .isEqualTo(Confirmed.DONE);
    get(hot.confirmPlace(commit(from, n, h)));
  }

  /** A commit that touched nothing that the tests look at. */
  final void confirmAll(long from, long n, long h) {
    assertThat(get(hot.confirmTargets(commit(from, n, h), List.of()))).isEqualTo(Confirmed.DONE);
    get(hot.confirmViews(commit(from, n, h), List.of()));
    get(hot.confirmPlace(commit(from, n, h)));
  }

  /** Lets commits pass until confirmed entries are trimmed. */
  final void trim(long n, long h) {
    for (int i = 0; i < COMMITS_UNTIL_TRIMMED; i++) {
      confirmAll(n + i, n + i + 1, h);
    }
  }

  static Map<TargetKind, Row> likesBy(int... videos) {
    Map<TargetKind, Row> rows = new LinkedHashMap<>();
    for (int video : videos) {
      rows.put(likesOf(video), row("like", video, 1));
    }
    return rows;
  }

  private void fillView(ActorRows rows) {
    assertThat(get(hot.fillView(U1, get(hot.leaseView(U1)), rows))).isTrue();
  }

  final ViewAnswer viewOf(int... videos) {
    List<TargetKind> asked = new ArrayList<>();
    for (int video : videos) {
      asked.add(likesOf(video));
    }
    return get(hot.readView(U1, asked));
  }

  final void confirmView(long from, long n, int video, Row row) {
    get(hot.confirmViews(commit(from, n, n), List.of(new RowConfirm(like(video, U1.id()), row))));
  }

  // ---- actor views ---------------------------------------------------------------------------

  @Test
  void anActorWithoutViewIsUnknown() {
    ViewAnswer answer = viewOf(1, 2);

    assertThat(answer.loaded()).isFalse();
    assertThat(answer.rows()).containsExactly(null, null);
  }

  @Test
  void aCompleteViewKnowsWhatIsNotThere() {
    createPlace(1, 1);
    fillView(new ActorRows(likesBy(1, 2), true));

    ViewAnswer answer = viewOf(2, 3);

    assertThat(answer.loaded()).isTrue();
    assertThat(answer.rows()).containsExactly(row("like", 2, 1), Row.NONE);
  }

  @Test
  void anIncompleteViewDoesNotKnowWhatIsNotThere() {
    createPlace(1, 1);
    fillView(new ActorRows(likesBy(1, 2), false));

    assertThat(viewOf(2, 3).rows()).containsExactly(row("like", 2, 1), null);
  }

  @Test
  void aConfirmUpdatesAViewAndTheNewerVersionWins() {
    createPlace(1, 1);
    fillView(new ActorRows(likesBy(1), true));
    confirmView(1, 3, 1, row(null, 5, 3));
    confirmView(1, 2, 1, row("like", 4, 2));
    confirmView(1, 3, 2, row("like", 6, 3));

    assertThat(viewOf(1, 2).rows()).containsExactly(row(null, 5, 3), row("like", 6, 3));
  }

  @Test
  void aViewOverItsCapNoLongerClaimsToBeComplete() {
    createPlace(1, 1);
    fillView(new ActorRows(likesBy(1, 2, 3), true));
    assertThat(viewOf(4).rows()).containsExactly(Row.NONE);

    confirmView(1, 2, 4, row("like", 9, 2));

    List<@Nullable Row> rows = viewOf(1, 2, 3, 4, 5).rows();
    assertThat(rows).as("B9 CapWithoutFlag").doesNotContain(Row.NONE).containsNull();
    assertThat(rows.stream().filter(Objects::nonNull).count()).isLessThanOrEqualTo(3);
  }

  @Test
  void anIncompleteViewOnlyUpdatesRowsThatItHolds() {
    createPlace(1, 1);
    fillView(new ActorRows(likesBy(1, 2), false));
    confirmView(1, 2, 1, row(null, 8, 2));
    confirmView(1, 2, 3, row("like", 9, 2));

    assertThat(viewOf(1, 2, 4).rows()).containsExactly(row(null, 8, 2), row("like", 2, 1), null);
    List<@Nullable Row> third = viewOf(3).rows();
    assertThat(third.getFirst() == null || third.getFirst().version() == version(9)).isTrue();
  }

  @Test
  void anyConfirmOfTheActorVoidsALease() {
    createPlace(1, 1);
    long lease = get(hot.leaseView(U1));
    confirmView(1, 2, 2, row("like", 9, 2));

    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true))))
        .as("LateFillLoses")
        .isFalse();
    assertThat(viewOf(1).loaded()).isFalse();
  }

  @Test
  void aLeaseIsGoodForOneFill() {
    createPlace(1, 1);
    long lease = get(hot.leaseView(U1));
    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true)))).isTrue();
    confirmView(1, 2, 1, row(null, 9, 2));

    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true)))).isFalse();
    assertThat(viewOf(1).rows()).containsExactly(row(null, 9, 2));
  }

  @Test
  void theConfirmOfAnotherActorLeavesALeaseWhole() {
    createPlace(1, 1);
    long lease = get(hot.leaseView(U1));
    get(
        hot.confirmViews(
            commit(1, 2, 2), List.of(new RowConfirm(like(1, "u2"), row("like", 9, 2)))));

    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true)))).isTrue();
  }

  @Test
  void viewsAreBounded() {
    createPlace(1, 1);
    for (int i = 0; i < 2000; i++) {
      Actor actor = new Actor("default", "a" + i);
      get(hot.fillView(actor, get(hot.leaseView(actor)), new ActorRows(likesBy(1), true)));
      assertThat(hot.stats().bytes()).isLessThanOrEqualTo(hot.stats().bytesMax());
    }

    assertThat(hot.stats().evictions()).isPositive();
    assertThat(hot.stats().views()).isBetween(1L, 1999L);
  }
}
