package dev.ovation.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.Cli;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.json.JsonObject;
import dev.ovation.app.process.Ratings.Rating;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports ratings into a real server and compares every total and some lists with the file. */
class ImportIT {
  /** The real file, where it lies beside the checkout: 100,004 ratings. */
  private static final Path REAL =
      Path.of("..", "..", "shared", "data", "movielens-small", "ratings.csv");

  @TempDir private Path directory;

  @Test
  void aSampleIsImportedExactly() throws IOException, InterruptedException {
    importTwiceAndCompare(Ratings.sample(directory.resolve("ratings.csv"), 20_251));
  }

  @Test
  void theRealFileIsImportedExactlyWhereItIsAtHand() throws IOException, InterruptedException {
    // Not every checkout has the file; the sample above runs everywhere.
    if (Files.exists(REAL)) {
      importTwiceAndCompare(Ratings.read(REAL));
    }
  }

  private void importTwiceAndCompare(Ratings ratings) throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiClient client = server.client()) {
      int all = ratings.all().size();
      int likes = ratings.likes().size();
      assertThat(importRatings(server, ratings)).isEqualTo(totals(all, 0, all, 0));
      assertThat(importLikes(server, ratings)).isEqualTo(totals(all, all - likes, likes, 0));
      compare(client, ratings);
      assertThat(importRatings(server, ratings)).isEqualTo(totals(all, 0, 0, all));
      assertThat(importLikes(server, ratings)).isEqualTo(totals(all, all - likes, 0, likes));
      compare(client, ratings);
    }
  }

  private Map<String, Long> importRatings(ServerProcess server, Ratings ratings)
      throws IOException {
    return run(server, ratings, "rating", "--value-column", "rating");
  }

  private Map<String, Long> importLikes(ServerProcess server, Ratings ratings) throws IOException {
    return run(server, ratings, "like", "--where", "rating>=4");
  }

  private Map<String, Long> run(ServerProcess server, Ratings ratings, String kind, String... more)
      throws IOException {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("import", ratings.file().toString(), "--kind", kind));
    args.addAll(List.of("--actor-column", "userId", "--target-column", "movieId"));
    args.addAll(List.of("--target-type", "movie", "--at-column", "timestamp", "--json"));
    args.addAll(List.of("--resume-file", directory.resolve(kind + ".resume").toString()));
    args.addAll(List.of("--url", server.url().toString()));
    args.addAll(Arrays.asList(more));
    Cli run = Cli.run(args.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    JsonObject json = run.json();
    return totals(
        json.number("read"),
        json.number("skipped"),
        json.number("changed"),
        json.number("unchanged"));
  }

  private static Map<String, Long> totals(long read, long skipped, long changed, long unchanged) {
    return Map.of("read", read, "skipped", skipped, "changed", changed, "unchanged", unchanged);
  }

  private static void compare(ApiClient client, Ratings ratings)
      throws IOException, InterruptedException {
    summariesAreTheCountsOfTheFile(client, ratings);
    List<Rating> all = ratings.all();
    List<Rating> likes = ratings.likes();
    int[] some = {0, all.size() / 3, all.size() - 1};
    for (int i : some) {
      String film = all.get(i).film();
      whoIsThatOfTheFile(client, all, film, "rating", Rating::value);
      whoIsThatOfTheFile(client, likes, film, "like", any -> "like");
    }
    // An actor's list alone may be stale, and says so, until the ledger has what was imported.
    awaitLedger(client, all.getFirst().film());
    for (int i : some) {
      String user = all.get(i).user();
      mineIsThatOfTheFile(client, all, user, "rating", Rating::value);
      mineIsThatOfTheFile(client, likes, user, "like", any -> "like");
    }
  }

  private static void awaitLedger(ApiClient client, String film)
      throws IOException, InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    JsonObject position = position(client, film);
    while (position.number("offset") < position.number("logEnd")) {
      assertThat(System.nanoTime()).as("the ledger is behind: %s", position).isLessThan(giveUp);
      position = position(client, film);
    }
  }

  private static JsonObject position(ApiClient client, String film)
      throws IOException, InterruptedException {
    return client.get("/v1/targets/movie:" + film + "/explain").json().object("position");
  }

  private static void summariesAreTheCountsOfTheFile(ApiClient client, Ratings ratings)
      throws IOException, InterruptedException {
    Map<String, Map<String, Long>> expected = ratings.countsByFilm();
    Map<String, Map<String, Long>> shown = new TreeMap<>();
    List<String> films = List.copyOf(expected.keySet());
    long likes = 0;
    for (int from = 0; from < films.size(); from += 200) {
      List<String> targets =
          films.subList(from, Math.min(films.size(), from + 200)).stream()
              .map(film -> "movie:" + film)
              .toList();
      JsonObject page = client.send("POST", "/v1/summaries", Map.of("targets", targets)).json();
      for (JsonObject summary : page.objects("summaries")) {
        JsonObject counts = summary.object("counts");
        likes += counts.object("like").number("like");
        JsonObject byValue = counts.object("rating");
        Map<String, Long> ofFilm = new TreeMap<>();
        byValue.fields().keySet().forEach(value -> ofFilm.put(value, byValue.number(value)));
        shown.put(summary.textOr("target", "?").substring("movie:".length()), ofFilm);
      }
    }
    assertThat(shown).isEqualTo(expected);
    assertThat(likes).isEqualTo(ratings.likes().size());
  }

  private static void mineIsThatOfTheFile(
      ApiClient client, List<Rating> all, String user, String kind, Function<Rating, String> value)
      throws IOException, InterruptedException {
    List<Rating> ofUser = all.stream().filter(each -> each.user().equals(user)).toList();
    assertThat(list(client, "/v1/actors/" + user + "/" + kind + "?type=movie&", "target"))
        .as("%s of user %s", kind, user)
        .containsExactlyElementsOf(
            Ratings.listed(ofUser, Rating::film).stream()
                .map(each -> "movie:" + each.film() + " " + value.apply(each) + " " + each.atText())
                .toList());
  }

  private static void whoIsThatOfTheFile(
      ApiClient client, List<Rating> all, String film, String kind, Function<Rating, String> value)
      throws IOException, InterruptedException {
    List<Rating> ofFilm = all.stream().filter(each -> each.film().equals(film)).toList();
    assertThat(list(client, "/v1/targets/movie:" + film + "/" + kind + "?", "actor"))
        .as("%s of film %s", kind, film)
        .containsExactlyElementsOf(
            Ratings.listed(ofFilm, Rating::user).stream()
                .map(each -> each.user() + " " + value.apply(each) + " " + each.atText())
                .toList());
  }

  private static List<String> list(ApiClient client, String path, String other)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    String next = null;
    do {
      String cursor = next == null ? "" : "&cursor=" + ApiClient.segment(next);
      JsonObject page = client.get(path + "limit=200" + cursor).json();
      page.objects("items")
          .forEach(
              item ->
                  lines.add(item.text(other) + " " + item.text("value") + " " + item.text("at")));
      next = page.text("next");
    } while (next != null);
    return lines;
  }
}
