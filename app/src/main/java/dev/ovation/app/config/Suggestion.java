package dev.ovation.app.config;

import java.util.Collection;

/** Finds the name that somebody probably meant. */
final class Suggestion {
  private Suggestion() {}

  /** A text to append to a message: the close name, or all names when they are few, or nothing. */
  static String forName(String wrong, Collection<String> names) {
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String name : names) {
      int distance = distance(wrong, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    if (bestDistance <= Math.max(2, wrong.length() / 3)) {
      return "; did you mean " + best + "?";
    }
    return names.size() <= 8 ? "; known are " + String.join(", ", names) : "";
  }

  /** Levenshtein's distance: how many characters to add, drop or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
