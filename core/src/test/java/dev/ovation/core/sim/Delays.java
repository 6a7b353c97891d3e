package dev.ovation.core.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A schedule near the one in which every step is taken in the order it came up: it says at which
 * points an older step is passed over, and for how many younger ones. Small numbers of such delays
 * find most errors of concurrent programs (Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling",
 * 2011), and all schedules with few delays can be gone through.
 */
final class Delays implements Schedule {
  private final List<Integer> choices;
  private final List<Integer> sizes = new ArrayList<>();

  Delays(List<Integer> choices) {
    this.choices = choices;
  }

  @Override
  public int next(int size) {
    int at = sizes.size();
    sizes.add(size);
    return at < choices.size() ? choices.get(at) : 0;
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public void begin() {
    // The start of the world may be delayed, too.
  }

  @Override
  public void rest() {
    // What is delayed while the outcome is looked at may show something, too.
  }

  /**
   * After a run: the schedules that delay once more, somewhere after the last delay of this one.
   */
  List<List<Integer>> further(int delaysMax) {
    int left = delaysMax - choices.stream().mapToInt(Integer::intValue).sum();
    List<List<Integer>> further = new ArrayList<>();
    for (int at = choices.size(); at < sizes.size(); at++) {
      for (int choice = 1; choice < sizes.get(at) && choice <= left; choice++) {
        List<Integer> next = new ArrayList<>(choices);
        while (next.size() < at) {
          next.add(0);
        }
        next.add(choice);
        further.add(next);
      }
    }
    return further;
  }
}
