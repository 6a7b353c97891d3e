package dev.ovation.proof.torture.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.proof.torture.check.HistoryCheck.Verdict;
import dev.ovation.proof.torture.check.Violation.Promise;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.SummedCount;
import dev.ovation.proof.torture.history.Entry.Total;
import dev.ovation.proof.torture.history.Entry.Write;
import dev.ovation.proof.torture.history.History;
import dev.ovation.proof.torture.history.Outcome;
import dev.ovation.proof.torture.history.Register;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker tells histories that break a promise from those that only look odd. */
class HistoryCheckTest {
  private static final String TARGET = "video:1";
  private static final Register REGISTER = new Register(TARGET, "reaction", "u1");

  @TempDir private Path directory;

  // Histories that are right.

  @Test
  void writesAndReadsOneAfterTheOtherAreRight() {
    right(wrote(1, 2, "love", 10), saw(3, 4, "love", 10), wrote(5, 6, "", 11), saw(7, 8, "", 11));
  }

  @Test
  void aReadBesideAWriteMaySeeItOrNot() {
    right(
        wrote(1, 2, "love", 10),
        wrote(3, 20, "wow", 11),
        saw(4, 5, "love", 10),
        saw(6, 7, "wow", 11),
        saw(8, 9, "wow", 11));
  }

  @Test
  void ofTwoWritesAtTheSameTimeTheOneWithTheNewerVersionStaysWhicheverWasAnsweredFirst() {
    right(wrote(1, 4, "love", 11), wrote(2, 8, "wow", 10), sawLast(9, 10, "love", 11));
  }

  @Test
  void aWriteWithoutAnAnswerMayHaveHappenedOrNot() {
    right(wrote(1, 2, "love", 10), lost(3, 4, "wow"), sawLast(9, 10, "love", 10));
    right(wrote(1, 2, "love", 10), lost(3, 4, "wow"), sawLast(9, 10, "wow", 11));
  }

  @Test
  void aWriteWithoutAnAnswerMayHappenLate() {
    right(
        wrote(1, 2, "love", 10),
        lost(3, 4, "wow"),
        saw(5, 6, "love", 10),
        sawLast(9, 10, "wow", 11));
  }

  @Test
  void nobodyNeedHaveSeenWhatARepeatedWriteFound() {
    right(lost(1, 2, "love"), wrote(3, 4, "love", 10), wrote(5, 6, "love", 10));
  }

  @Test
  void aRegisterThatWasNeverWrittenHoldsNothing() {
    right(saw(1, 2, "", Entry.NEVER), refused(3, 4, "love"), sawLast(5, 6, "", Entry.NEVER));
  }

  @Test
  void viewsThatAgreeAreRight() {
    right(
        wrote(1, 2, "love", 10),
        sawLast(3, 4, "love", 10),
        new ListedRow(REGISTER, "love"),
        new SummedCount(TARGET, "reaction", "love", 1),
        new SummedCount(TARGET, "reaction", "wow", 0));
  }

  @Test
  void tokensWithoutAnAnswerCountOnceOrNotAtAllUntilTheyAreSentAgain() {
    for (long counted : new long[] {2, 5}) {
      right(
          added(1, 2, 2, "t1", true, 2),
          add(3, 4, Outcome.UNKNOWN, 3, "t2", false, Entry.UNTOLD),
          new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, counted),
          added(7, 8, 3, "t2", counted == 2, 5),
          new Total(call(Entry.LAST, 9, 10, Outcome.OK), TARGET, 5));
    }
  }

  // Histories that are wrong.

  @Test
  void anAnsweredWriteThatIsGoneAtTheEndIsFound() {
    wrong(
        Promise.NOTHING_ANSWERED_IS_LOST,
        wrote(1, 2, "love", 10),
        wrote(3, 4, "wow", 11),
        sawLast(9, 10, "love", 10));
    wrong(
        Promise.NOTHING_ANSWERED_IS_LOST, wrote(1, 2, "love", 10), sawLast(9, 10, "", Entry.NEVER));
  }

  @Test
  void aStaleReadAfterAnAnswerIsFound() {
    wrong(
        Promise.READ_YOUR_WRITES,
        wrote(1, 2, "love", 10),
        wrote(3, 4, "wow", 11),
        saw(5, 6, "love", 10),
        sawLast(9, 10, "wow", 11));
  }

  @Test
  void aReadThatGoesBackBehindAWriteThatIsNotAnsweredYetIsToldAndBreaksNothing() {
    Verdict verdict =
        verdict(
            List.of(
                wrote(1, 2, "love", 10),
                wrote(3, 20, "wow", 11),
                saw(4, 5, "wow", 11),
                saw(6, 7, "love", 10)));

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.remarks())
        .extracting(Violation::promise)
        .containsExactly(Promise.READS_DO_NOT_GO_BACK);
  }

  @Test
  void whatWasReadAndIsGoneAtTheEndIsFound() {
    wrong(
        Promise.NOTHING_ANSWERED_IS_LOST,
        wrote(1, 2, "love", 10),
        lost(3, 4, "wow"),
        saw(5, 6, "wow", 11),
        sawLast(9, 10, "love", 10));
  }

  @Test
  void aLaterWriteThatIsStampedBehindAnEarlierOneIsFound() {
    wrong(Promise.LATER_WRITES_WIN, wrote(1, 2, "love", 11), wrote(3, 4, "wow", 10));
  }

  @Test
  void aValueThatNobodyWroteIsFound() {
    wrong(Promise.NO_PHANTOM, wrote(1, 2, "love", 10), sawLast(3, 4, "wow", 11));
  }

  @Test
  void aWriteThatWasRefusedAndIsThereIsFound() {
    wrong(Promise.NO_PHANTOM, refused(1, 2, "wow"), sawLast(3, 4, "wow", 11));
  }

  @Test
  void aValueThatIsSeenBeforeItIsWrittenIsFound() {
    wrong(Promise.NO_PHANTOM, saw(1, 2, "love", 10), wrote(3, 4, "love", 10));
  }

  @Test
  void aWriteWithoutAnAnswerThatHappensTwiceIsFound() {
    wrong(
        Promise.NO_PHANTOM,
        lost(1, 2, "wow"),
        saw(3, 4, "wow", 10),
        wrote(5, 6, "love", 11),
        sawLast(7, 8, "wow", 12));
  }

  @Test
  void anotherValueOfTheSameVersionIsFound() {
    wrong(Promise.ONE_VALUE_A_VERSION, wrote(1, 2, "love", 10), sawLast(3, 4, "wow", 10));
  }

  @Test
  void anAnswerToSomethingElseIsFound() {
    wrong(Promise.ANSWERS_FIT, new Write(call(1, 1, 2, Outcome.OK), REGISTER, "love", "wow", 10));
  }

  @Test
  void aTokenThatIsMissingIsFound() {
    wrong(
        Promise.TOKENS_COUNT_ONCE,
        added(1, 2, 2, "t1", true, 2),
        new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, 0));
  }

  @Test
  void aTokenThatCountsTwiceIsFound() {
    wrong(
        Promise.TOKENS_COUNT_ONCE,
        add(1, 2, Outcome.UNKNOWN, 2, "t1", false, Entry.UNTOLD),
        added(3, 4, 2, "t1", true, 4),
        new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, 4));
  }

  @Test
  void aTokenThatIsAnsweredAsCountedAgainIsFound() {
    wrong(
        Promise.TOKENS_COUNT_ONCE,
        added(1, 2, 2, "t1", true, 2),
        added(3, 4, 2, "t1", true, 2),
        new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, 2));
  }

  @Test
  void aRefusedTokenThatCountsIsFound() {
    wrong(
        Promise.TOKENS_COUNT_ONCE,
        add(1, 2, Outcome.FAILED, 2, "t1", false, Entry.UNTOLD),
        new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, 2));
  }

  @Test
  void aTotalThatLacksWhatWasAnsweredBeforeIsFound() {
    wrong(
        Promise.TOKENS_COUNT_ONCE,
        added(1, 2, 2, "t1", true, 2),
        added(3, 4, 1, "t2", true, 1),
        new Total(call(Entry.LAST, 5, 6, Outcome.OK), TARGET, 3));
  }

  @Test
  void viewsThatDisagreeAreFound() {
    wrong(
        Promise.COUNT_IS_ROWS,
        wrote(1, 2, "love", 10),
        sawLast(3, 4, "love", 10),
        new SummedCount(TARGET, "reaction", "love", 1));
    wrong(
        Promise.COUNT_IS_ROWS,
        wrote(1, 2, "love", 10),
        sawLast(3, 4, "love", 10),
        new ListedRow(REGISTER, "love"),
        new SummedCount(TARGET, "reaction", "love", 2));
    wrong(
        Promise.COUNT_IS_ROWS,
        wrote(1, 2, "love", 10),
        sawLast(3, 4, "love", 10),
        new ListedRow(REGISTER, "love"),
        new ListedRow(REGISTER, "love"),
        new SummedCount(TARGET, "reaction", "love", 1));
  }

  @Test
  void aRowOfSomebodyWhoNeverWroteIsFound() {
    wrong(
        Promise.NO_PHANTOM,
        new ListedRow(REGISTER, "love"),
        new SummedCount(TARGET, "reaction", "love", 1));
  }

  // What is told, and the file.

  @Test
  void theStoryIsOfThatRegisterAndOfThatTimeOnly() {
    HistoryCheck check = new HistoryCheck();
    for (long i = 0; i < 100; i++) {
      check.add(wrote(10 * i, 10 * i + 1, "love", 100 + i));
    }
    check.add(wrote(2_000, 2_001, "wow", 300));
    check.add(saw(2_002, 2_003, "love", 199));

    List<Violation> violations = check.verdict().violations();

    assertThat(violations).hasSize(1);
    assertThat(violations.getFirst().subject()).isEqualTo("video:1/reaction/u1");
    assertThat(violations.getFirst().story())
        .hasSize(3)
        .endsWith(wrote(2_000, 2_001, "wow", 300), saw(2_002, 2_003, "love", 199));
  }

  @Test
  void aFileHoldsAllThatIsNeeded() throws IOException {
    List<Entry> entries =
        List.of(
            wrote(1, 2, "love", 10),
            new Write(call(3, 3, 4, Outcome.OK), REGISTER, "wow", "", 11),
            lost(5, 6, ""),
            refused(7, 8, "sad"),
            saw(9, 10, "", Entry.NEVER),
            add(11, 12, Outcome.UNKNOWN, 3, "u1.2-3", false, Entry.UNTOLD),
            added(13, 14, 3, "u1.2-3", true, 3),
            new Total(call(Entry.LAST, 15, 16, Outcome.OK), TARGET, 3),
            new ListedRow(REGISTER, "love"),
            new SummedCount(TARGET, "reaction", "love", 1));
    Path file = directory.resolve("history.csv");
    try (History history = new History(file)) {
      history.add(entries);
    }
    List<Entry> read = new ArrayList<>();
    History.read(file, read::add);

    assertThat(read).isEqualTo(entries);
    assertThat(HistoryCheck.of(file).violations()).isEqualTo(verdict(entries).violations());
  }

  private static void right(Entry... entries) {
    assertThat(verdict(withViews(entries)).violations()).isEmpty();
  }

  private static void wrong(Promise promise, Entry... entries) {
    assertThat(verdict(withViews(entries)).violations())
        .extracting(Violation::promise)
        .containsOnly(promise);
  }

  /** With list and summary that agree with the last look, unless the history has its own. */
  private static List<Entry> withViews(Entry... entries) {
    List<Entry> all = new ArrayList<>(List.of(entries));
    boolean hasViews = all.stream().anyMatch(entry -> entry instanceof SummedCount);
    for (Entry entry : entries) {
      if (!hasViews
          && entry instanceof Read read
          && read.call().client() == Entry.LAST
          && !read.value().equals(Entry.NONE)) {
        all.add(new ListedRow(REGISTER, read.value()));
        all.add(new SummedCount(TARGET, "reaction", read.value(), 1));
      }
    }
    return all;
  }

  private static Verdict verdict(List<Entry> entries) {
    HistoryCheck check = new HistoryCheck();
    entries.forEach(check::add);
    return check.verdict();
  }

  private static Call call(int client, long invoked, long completed, Outcome outcome) {
    return new Call(client, invoked, completed, outcome);
  }

  private static Write wrote(long invoked, long completed, String value, long version) {
    return new Write(call(1, invoked, completed, Outcome.OK), REGISTER, value, value, version);
  }

  private static Write lost(long invoked, long completed, String value) {
    Call call = call(2, invoked, completed, Outcome.UNKNOWN);
    return new Write(call, REGISTER, value, value, Entry.NEVER);
  }

  private static Write refused(long invoked, long completed, String value) {
    Call call = call(2, invoked, completed, Outcome.FAILED);
    return new Write(call, REGISTER, value, value, Entry.NEVER);
  }

  private static Read saw(long invoked, long completed, String value, long version) {
    return new Read(call(3, invoked, completed, Outcome.OK), REGISTER, value, version);
  }

  private static Read sawLast(long invoked, long completed, String value, long version) {
    Call call = call(Entry.LAST, invoked, completed, Outcome.OK);
    return new Read(call, REGISTER, value, version);
  }

  private static Add added(
      long invoked, long completed, int by, String token, boolean counted, long count) {
    return add(invoked, completed, Outcome.OK, by, token, counted, count);
  }

  private static Add add(
      long invoked,
      long completed,
      Outcome outcome,
      int by,
      String token,
      boolean counted,
      long count) {
    return new Add(call(1, invoked, completed, outcome), TARGET, by, token, counted, count);
  }
}
