package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.http.Answers;
import dev.ovation.proof.torture.http.Answers.Fields;
import dev.ovation.proof.torture.http.HttpConnection;
import dev.ovation.proof.torture.http.HttpConnection.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks one node until it answers, up to a deadline. Not thread-safe. */
final class Reader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final HttpConnection connection;
  private final long deadline = System.nanoTime() + PATIENCE.toNanos();

  /**
   * @param which of the nodes; there may be fewer
   */
  Reader(Nodes nodes, int which) throws IOException {
    int port = nodes.all().get(which % nodes.all().size()).port();
    connection = new HttpConnection(port, nodes.patience());
  }

  /** The counts of a target by kind. */
  Fields summary(String target) throws IOException, InterruptedException {
    return get("/v1/targets/" + target).object("counts");
  }

  /** All rows of a list, page by page. */
  List<ListedRow> rows(String target, String kind) throws IOException, InterruptedException {
    List<ListedRow> rows = new ArrayList<>();
    String path = "/v1/targets/" + target + "/" + kind + "?limit=200";
    String next = "";
    do {
      String cursor =
          next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
      Fields page = get(path + cursor);
      for (Fields item : page.objects("items")) {
        rows.add(LastLook.row(target, kind, item));
      }
      next = page.text("next", "");
    } while (!next.isEmpty());
    return rows;
  }

  Fields get(String path) throws IOException, InterruptedException {
    return all(List.of(path)).getFirst();
  }

  /** Answers of several paths, asked for at once. */
  List<Fields> all(List<String> paths) throws IOException, InterruptedException {
    StringBuilder requests = new StringBuilder();
    paths.forEach(path -> requests.append(HttpConnection.get(path)));
    while (true) {
      connection.send(requests.toString());
      List<Fields> told = new ArrayList<>();
      Response refused = null;
      for (int i = 0; i < paths.size(); i++) {
        Response response = connection.receive();
        refused = response.isOk() ? refused : response;
        told.add(Answers.read(response.body()));
      }
      if (refused == null) {
        return told;
      }
      pauseAfter(refused);
    }
  }

  /** The answer of a request that may be repeated, once it is none of a refusal. */
  Response untilAnswered(String request) throws IOException, InterruptedException {
    Response response = connection.ask(request);
    while (!response.isOk()) {
      pauseAfter(response);
      response = connection.ask(request);
    }
    return response;
  }

  /**
   * Waits a moment before something is asked again.
   *
   * @throws IOException when it has been asked for too long
   */
  void pause() throws IOException, InterruptedException {
    if (System.nanoTime() - deadline > 0) {
      throw new IOException("still refused after " + PATIENCE);
    }
    Thread.sleep(PAUSE);
  }

  private void pauseAfter(Response refused) throws IOException, InterruptedException {
    if (System.nanoTime() - deadline > 0) {
      throw new IOException("still refused after " + PATIENCE + ": " + refused.body());
    }
    Thread.sleep(PAUSE);
  }

  @Override
  public void close() {
    connection.close();
  }
}
