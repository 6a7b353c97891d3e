package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Archive.Archived;
import dev.ovation.core.port.Archive.Subject;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every ledger does for those who archive what it holds, and for those who export it. */
public abstract class LedgerUpkeepContract {
  private static final int ALL = 100;
  private static final Subject U1 = Subject.ofActor("default", "u1");

  private @Nullable Upkeep opened;

  /** A ledger and what it does for them. */
  public record Upkeep(Ledger ledger, Archive archive, LedgerExport export) {}

  /** Opens this test's ledger, of one partition. */
  protected abstract Upkeep open() throws Exception;

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.ledger().close();
    }
  }

  private Upkeep opened() throws Exception {
    Upkeep made = open();
    opened = made;
    return made;
  }

  @Test
  void kindsAreThoseOfRowsThatHoldAValue() throws Exception {
    Upkeep upkeep = opened();
    LedgerWriter writer = LedgerWriter.of(upkeep.ledger(), 0);
    writer.commit(set(like(1, "u1"), "like", 1), set(reaction(1, "u1"), "love", 2));
    writer.commit(set(reaction(2, "u2"), "love", 3), set(like(2, "u1"), "like", 4));
    writer.commit(set(reaction(1, "u1"), null, 5));
    assertThat(upkeep.archive().kinds(U1)).containsExactly("like");
    assertThat(upkeep.archive().kinds(Subject.ofTarget("default", "video:v2")))
        .containsExactly("like", "reaction");
    assertThat(upkeep.archive().kinds(Subject.ofTarget("default", "video:v9"))).isEmpty();
    assertThat(upkeep.archive().kinds(Subject.ofActor("other", "u1"))).isEmpty();
  }

  @Test
  void whatIsKeptIsFoundByActorAndByTargetAPageAtATime() throws Exception {
    Archive archive = opened().archive();
    Archived one = new Archived(like(1, "u1"), "like", AT_MILLIS, version(7));
    Archived two = new Archived(reaction(1, "u1"), "love", AT_MILLIS + 1, version(8));
    Archived three = new Archived(like(2, "u1"), "like", AT_MILLIS + 2, version(9));
    Archived others = new Archived(like(1, "u2"), "like", AT_MILLIS + 3, version(10));
    archive.keep(5, List.of(one, two, three, others));
    assertThat(archive.of(U1, null, ALL)).containsExactlyInAnyOrder(one, two, three);
    List<Archived> paged = new ArrayList<>();
    Interaction after = null;
    for (int page = 0; page < 3; page++) {
      List<Archived> next = archive.of(U1, after, 1);
      paged.addAll(next);
      after = next.getFirst().interaction();
    }
    assertThat(paged).containsExactlyElementsOf(archive.of(U1, null, ALL));
    assertThat(archive.of(U1, after, 1)).isEmpty();
    Subject target = Subject.ofTarget("default", "video:v1");
    assertThat(archive.of(target, null, ALL)).containsExactlyInAnyOrder(one, two, others);
    archive.forget(List.of(one.interaction()));
    assertThat(archive.of(target, null, ALL)).containsExactlyInAnyOrder(two, others);
    assertThat(archive.forget(U1)).isEqualTo(2);
    assertThat(archive.of(target, null, ALL)).containsExactly(others);
    assertThat(archive.forget(target)).isEqualTo(1);
  }

  @Test
  void whatIsKeptAnewReplacesWhatWasKept() throws Exception {
    Archive archive = opened().archive();
    archive.keep(5, List.of(new Archived(like(1, "u1"), "like", AT_MILLIS, 0)));
    assertThat(archive.open(5, ALL)).hasSize(1);
    assertThat(archive.open(6, ALL)).isEmpty();
    Archived known = new Archived(like(1, "u1"), "like", AT_MILLIS, version(3));
    archive.keep(5, List.of(known));
    assertThat(archive.open(5, ALL)).isEmpty();
    assertThat(archive.of(U1, null, ALL)).containsExactly(known);
  }

  @Test
  void anExportIsInTheOrderOfItsTextsCountsFirst() throws Exception {
    Upkeep upkeep = opened();
    LedgerWriter writer = LedgerWriter.of(upkeep.ledger(), 0);
    writer.commit(set(like(2, "u2"), "like", 1), set(like(2, "u10"), "like", 2));
    writer.commit(set(reaction(10, "u1"), "love", 3), set(like(10, "u1"), "like", 4));
    writer.commit(set(like(2, "u2"), null, 5), set(reaction(10, "u2"), "haha", 6));
    Recorder recorder = new Recorder();
    upkeep.export().export(null, recorder);
    assertThat(recorder.lines)
        .containsExactly(
            "default/video:v10/like like 1",
            "default/video:v10/like/u1 like",
            "default/video:v10/reaction haha 1",
            "default/video:v10/reaction love 1",
            "default/video:v10/reaction/u1 love",
            "default/video:v10/reaction/u2 haha",
            "default/video:v2/like like 1",
            "default/video:v2/like/u10 like");
    assertThat(recorder.stands).hasSize(1);
    assertThat(recorder.stands.getFirst().h()).isEqualTo(6);

    Recorder none = new Recorder();
    upkeep.export().export("other", none);
    assertThat(none.lines).isEmpty();
    Recorder counts = new Recorder();
    upkeep.export().counts(counts);
    assertThat(counts.lines)
        .containsExactlyElementsOf(
            recorder.lines.stream().filter(line -> line.matches(".*\\d")).toList());
    assertThat(counts.sums.getLast())
        .isEqualTo(
            new Sum(
                1,
                RowDigest.of(
                    like(2, "u10"),
                    upkeep
                        .ledger()
                        .targetRows(likesOf(2), null, Ledger.Page.first(1))
                        .getFirst()
                        .row())));
  }

  private static final class Recorder implements LedgerExport.Sink {
    final List<String> lines = new ArrayList<>();
    final List<Sum> sums = new ArrayList<>();
    List<LedgerPosition> stands = List.of();

    @Override
    public void positions(List<LedgerPosition> positions) {
      stands = positions;
    }

    @Override
    public void count(TargetKind targetKind, String value, Sum sum) {
      lines.add(text(targetKind) + " " + value + " " + sum.total());
      sums.add(sum);
    }

    @Override
    public void row(RowItem row) {
      lines.add(
          text(row.interaction().targetKind())
              + "/"
              + row.interaction().actor()
              + " "
              + row.row().value());
    }

    private static String text(TargetKind of) {
      return of.target() + "/" + of.kind();
    }
  }
}
