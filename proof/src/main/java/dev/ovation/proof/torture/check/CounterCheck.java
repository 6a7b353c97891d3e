package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.check.Violation.Promise;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Total;
import dev.ovation.proof.torture.history.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Decides whether a target's counter counts every token exactly once. A counter that only grows can
 * be checked by sums: a total that was read holds at least what was answered before the read was
 * called, and at most what had been sent when it was answered. At the end every token was sent
 * again until it was answered, and the two sums are one.
 *
 * <p>The totals in the answers of additions are held to the lower sum only: the protocol lets an
 * addition show twice for a moment while it is on two ways to the ledger.
 */
final class CounterCheck {
  private final String target;
  private final List<Operation> all;
  private final Consumer<Violation> broken;
  private final Map<String, Token> tokens = new HashMap<>();

  /** What is known of a token from all tries. */
  private static final class Token {
    private final int by;
    private long sentFirst = Long.MAX_VALUE;
    private long answeredFirst = Long.MAX_VALUE;

    Token(int by) {
      this.by = by;
    }

    void add(Add add) {
      if (add.call().outcome() != Outcome.FAILED) {
        sentFirst = Math.min(sentFirst, add.call().invoked());
      }
      if (add.call().isOk()) {
        answeredFirst = Math.min(answeredFirst, add.call().completed());
      }
    }
  }

  /** How much had been added by a time, in growing order of times. */
  private static final class Sums {
    private final TreeMap<Long, Long> sums = new TreeMap<>();
    private long sum;

    void add(long time, int by) {
      sum += by;
      sums.put(time, sum);
    }

    long before(long time) {
      Map.Entry<Long, Long> entry = sums.lowerEntry(time);
      return entry == null ? 0 : entry.getValue();
    }
  }

  CounterCheck(String target, List<Operation> all, Consumer<Violation> broken) {
    this.target = target;
    this.all = all;
    this.broken = broken;
  }

  void run() {
    for (Operation operation : all) {
      if (operation instanceof Add add) {
        tokens.computeIfAbsent(add.token(), any -> new Token(add.by())).add(add);
      }
    }
    tokensAnsweredBeforeAreNotCountedAgain();
    totalsAreWithinTheSums();
  }

  private void tokensAnsweredBeforeAreNotCountedAgain() {
    for (Operation operation : all) {
      if (operation instanceof Add add && add.call().isOk() && add.counted()) {
        Token token = tokens.get(add.token());
        if (token != null && token.answeredFirst < add.call().invoked()) {
          report("token " + add.token() + " is counted again after it was answered", ofToken(add));
        }
      }
    }
  }

  private List<Entry> ofToken(Add add) {
    List<Entry> story = new ArrayList<>();
    for (Operation operation : all) {
      if (operation instanceof Add other && other.token().equals(add.token())) {
        story.add(other);
      }
    }
    return story;
  }

  private void totalsAreWithinTheSums() {
    Sums answered = sums(Comparator.comparingLong(token -> token.answeredFirst), true);
    Sums sent = sums(Comparator.comparingLong(token -> token.sentFirst), false);
    for (Operation operation : all) {
      if (!operation.call().isOk()) {
        continue;
      }
      long atLeast = answered.before(operation.call().invoked());
      if (operation instanceof Total total) {
        long atMost = sent.before(total.call().completed());
        if (total.count() < atLeast || total.count() > atMost) {
          report(
              "the total "
                  + total.count()
                  + " is not within what was answered and what was sent, "
                  + atLeast
                  + " to "
                  + atMost,
              List.of(total));
        }
      } else if (operation instanceof Add add
          && add.count() != Entry.UNTOLD
          && add.count() < atLeast) {
        report(
            "an answer tells the total "
                + add.count()
                + ", but "
                + atLeast
                + " were answered before",
            List.of(add));
        return; // What follows is mostly the same again.
      }
    }
  }

  private Sums sums(Comparator<Token> order, boolean ofAnswers) {
    Collection<Token> sorted = tokens.values().stream().sorted(order).toList();
    Sums sums = new Sums();
    for (Token token : sorted) {
      long time = ofAnswers ? token.answeredFirst : token.sentFirst;
      if (time != Long.MAX_VALUE) {
        sums.add(time, token.by);
      }
    }
    return sums;
  }

  private void report(String why, List<Entry> story) {
    broken.accept(new Violation(Promise.TOKENS_COUNT_ONCE, target + "/view", why, story));
  }
}
