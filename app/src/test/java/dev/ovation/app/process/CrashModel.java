package dev.ovation.app.process;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What may be in the server, as its callers know it: for each register the values it may hold, for
 * each counter the tokens that were answered and those that were not. Thread-safe.
 */
final class CrashModel {
  /** Stands for an unset register. */
  static final String NONE = "";

  private final Map<String, Set<String>> registers = new TreeMap<>();
  private final Map<String, Set<String>> answered = new HashMap<>();
  private final Map<String, Set<String>> unanswered = new HashMap<>();

  /** A write is on its way: until its answer the old and the new value are possible. */
  synchronized void sent(String register, String value) {
    possible(register).add(value);
  }

  /** The write was answered: nothing else is possible. */
  synchronized void answered(String register, String value) {
    observed(register, value);
  }

  /** The register was read while nobody wrote: it has to stay so. */
  synchronized void observed(String register, String value) {
    Set<String> possible = possible(register);
    possible.clear();
    possible.add(value);
  }

  synchronized Map<String, Set<String>> registers() {
    Map<String, Set<String>> copy = new TreeMap<>();
    registers.forEach((register, possible) -> copy.put(register, Set.copyOf(possible)));
    return copy;
  }

  synchronized void tokenSent(String counter, String token) {
    unanswered.computeIfAbsent(counter, any -> new HashSet<>()).add(token);
  }

  synchronized void tokenAnswered(String counter, String token) {
    unanswered.computeIfAbsent(counter, any -> new HashSet<>()).remove(token);
    answered.computeIfAbsent(counter, any -> new HashSet<>()).add(token);
  }

  synchronized Set<String> unanswered(String counter) {
    return Set.copyOf(unanswered.getOrDefault(counter, Set.of()));
  }

  synchronized int answeredTokens(String counter) {
    return answered.getOrDefault(counter, Set.of()).size();
  }

  private Set<String> possible(String register) {
    return registers.computeIfAbsent(register, any -> new HashSet<>(Set.of(NONE)));
  }
}
