package dev.ovation.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** A file of ratings as a few plain lines of Java see it: what the server must agree with. */
record Ratings(Path file, List<Rating> all) {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  record Rating(String user, String film, String value, long at) {
    boolean isLike() {
      return Double.parseDouble(value) >= 4;
    }

    String atText() {
      return AT.format(Instant.ofEpochSecond(at));
    }
  }

  static Ratings read(Path file) throws IOException {
    List<Rating> all = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      all.add(new Rating(fields[0], fields[1], fields[2], Long.parseLong(fields[3])));
    }
    return new Ratings(file, all);
  }

  /** A small file of the same shape: no user rates a film twice, and times often collide. */
  static Ratings sample(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder("userId,movieId,rating,timestamp\n");
    for (int user = 1; user <= 40; user++) {
      for (int film = 1; film <= 120; film++) {
        if (random.nextInt(3) != 0) {
          continue;
        }
        int halves = 1 + random.nextInt(10);
        String value = halves % 2 == 0 ? String.valueOf(halves / 2) : halves / 2 + ".5";
        long at = 1_260_759_144L + random.nextInt(50);
        csv.append(user).append(',').append(film).append(',').append(value).append(',');
        csv.append(at).append('\n');
      }
    }
    return read(Files.writeString(file, csv));
  }

  List<Rating> likes() {
    return all.stream().filter(Rating::isLike).toList();
  }

  /** How many ratings there are of each value of each film. */
  Map<String, Map<String, Long>> countsByFilm() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    all.forEach(
        each ->
            counts
                .computeIfAbsent(each.film(), any -> new TreeMap<>())
                .merge(each.value(), 1L, Long::sum));
    return counts;
  }

  /** In the order of lists: newest first, equal times by the other party's id. */
  static List<Rating> listed(List<Rating> ratings, Function<Rating, String> other) {
    return ratings.stream()
        .sorted(Comparator.comparingLong(Rating::at).reversed().thenComparing(other))
        .toList();
  }
}
