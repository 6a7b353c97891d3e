package dev.ovation.app.config;

import java.util.Locale;

/** What must hold between settings. */
final class Relations {
  private final EffectiveSettings settings;
  private final Problems problems;

  private Relations(EffectiveSettings settings, Problems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  static void check(EffectiveSettings settings, long heapBytesMax, Problems problems) {
    Relations relations = new Relations(settings, problems);
    relations.heap(heapBytesMax);
    relations.loopbackOrKeys();
    relations.someRole();
    relations.notAbove(Settings.PROJECTOR_RETRY_DELAY_MIN, Settings.PROJECTOR_RETRY_DELAY_MAX);
    relations.notAbove(Settings.DATA_FREE_MIN, AlertSettings.DISK_FREE);
  }

  /** True when only this machine can reach the address. Looks up no names. */
  static boolean isLoopback(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.equals("localhost")
        || lower.equals("::1")
        || lower.equals("[::1]")
        || lower.matches("127(\\.\\d{1,3}){3}");
  }

  private void heap(long heapBytesMax) {
    long allowed = heapBytesMax / 4 * 3;
    long bytes = settings.get(Settings.HOT_BYTES_MAX).bytes();
    long entryBytes = settings.get(Settings.HOT_ENTRY_BYTES_MAX).bytes();
    if (bytes + entryBytes > allowed) {
      problem(
          Settings.HOT_BYTES_MAX,
          Settings.HOT_ENTRY_BYTES_MAX,
          String.format(
              Locale.ROOT,
              "must together be at most three quarters of the Java heap (%d MiB of %d MiB):"
                  + " lower them, or raise the heap with -Xmx in OVATION_JAVA_OPTS",
              allowed >> 20,
              heapBytesMax >> 20));
    }
  }

  private void loopbackOrKeys() {
    if (!isLoopback(settings.get(Settings.SERVER_HOST)) && settings.get(Settings.KEYS).isEmpty()) {
      problem(
          Settings.SERVER_HOST,
          Settings.KEYS,
          "do not fit: without keys only a loopback address (127.0.0.1, ::1, localhost) may be"
              + " listened on");
    }
  }

  private void someRole() {
    if (settings.get(ClusterSettings.NODE_ROLES).isEmpty()) {
      problems.add(
          settings.origin(ClusterSettings.NODE_ROLES),
          ClusterSettings.NODE_ROLES + " must name at least one role");
    }
  }

  private <T extends Comparable<T>> void notAbove(Setting<T> low, Setting<T> high) {
    if (settings.get(low).compareTo(settings.get(high)) > 0) {
      problem(low, high, "do not fit: the first must not be above the second");
    }
  }

  private void problem(Setting<?> first, Setting<?> second, String what) {
    boolean firstWritten = !settings.origin(first).equals(Origin.DEFAULT);
    problems.add(
        settings.origin(firstWritten ? first : second),
        String.format(
            Locale.ROOT,
            "%s (%s) and %s (%s) %s",
            first,
            settings.plain(first),
            second,
            settings.plain(second),
            what));
  }
}
