package dev.ovation.core.port;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Work that takes longer than a request: it is done in slices, goes on where it was after a restart
 * or on another node, and can be paused and given up. Immutable.
 *
 * @param id given by the ledger, ascending
 * @param detail how it stands or ended, for people; empty while there is nothing to say
 * @param endedMillis 0 while it may still go on
 */
public record Operation(
    long id,
    Request request,
    State state,
    Progress progress,
    String detail,
    long startedMillis,
    long endedMillis) {

  /**
   * What is to be done.
   *
   * @param kind which work, for example {@code erase-actor}
   * @param space that it is about; empty when it is about all of them
   * @param parameters in the words of its kind; names and values hold no line breaks, names no
   *     equals sign
   * @param by who asked for it
   */
  public record Request(
      String kind, String space, SortedMap<String, String> parameters, String by) {

    public Request(String kind, String space, Map<String, String> parameters, String by) {
      this(kind, space, new TreeMap<>(parameters), by);
    }

    public Request {
      parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
      parameters.forEach(
          (name, value) -> {
            if (name.contains("=") || (name + value).contains("\n")) {
              throw new IllegalArgumentException("parameter " + name + " can't be kept");
            }
          });
    }

    /** A parameter, or what is given when it is absent. */
    public String parameter(String name, String absent) {
      return parameters.getOrDefault(name, absent);
    }

    /** The parameters as one text, for ledgers to keep. */
    public String parametersText() {
      StringBuilder text = new StringBuilder();
      parameters.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
      return text.toString();
    }

    /** The parameters that {@link #parametersText} was made of. */
    public static SortedMap<String, String> parametersOf(String text) {
      TreeMap<String, String> parameters = new TreeMap<>();
      text.lines()
          .forEach(
              line -> {
                int equals = line.indexOf('=');
                parameters.put(line.substring(0, equals), line.substring(equals + 1));
              });
      return parameters;
    }
  }

  /**
   * How far it is.
   *
   * @param done of the total, in units of its kind
   * @param total 0 when it is not known
   * @param bookmark where the next slice begins, in the words of its kind; empty at the beginning
   * @param workedMillis how long slices have taken, pauses left out
   */
  public record Progress(long done, long total, String bookmark, long workedMillis) {
    public static final Progress START = new Progress(0, 0, "", 0);

    /** Further on. */
    public Progress at(long doneNow, long totalNow, String bookmarkNow) {
      return new Progress(doneNow, totalNow, bookmarkNow, workedMillis);
    }

    /** The same, with more time spent. */
    public Progress worked(long millis) {
      return new Progress(done, total, bookmark, workedMillis + millis);
    }

    /** Units a second, while it worked. */
    public double rate() {
      return workedMillis == 0 ? 0 : done * 1_000.0 / workedMillis;
    }
  }

  /** How an operation stands. */
  public enum State {
    /** A node works on it, or will. */
    RUNNING("running"),
    /** Nobody works on it until somebody says so. */
    PAUSED("paused"),
    DONE("done"),
    /** It could not be finished; what was done is done. */
    FAILED("failed"),
    /** Somebody gave it up; what was done is done. */
    CANCELLED("cancelled");

    private final String text;

    State(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    public boolean isEnd() {
      return this != RUNNING && this != PAUSED;
    }

    /** The state that a text names. */
    public static State of(String text) {
      for (State state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("there is no state '" + text + "'");
    }
  }
}
