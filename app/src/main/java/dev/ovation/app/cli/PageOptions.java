package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of lists. Filled in by the command-line parser. */
final class PageOptions {
  private static final int PAGE_MAX = 200;

  @Option(names = "--limit", paramLabel = "N", description = "Rows a page, 1 to 200. Default: 50.")
  private @Nullable Integer limit;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a page ended.")
  private @Nullable String cursor;

  @Option(names = "--all", description = "Fetch all pages.")
  private boolean all;

  /**
   * Prints one page, or all of them as one.
   *
   * @param path ends with {@code ?} or {@code &}
   * @param column what each item names: {@code actor} or {@code target}
   */
  void print(CommandSpec spec, ClientOptions client, String path, String column) {
    int size = limit != null ? limit : all ? PAGE_MAX : 50;
    List<JsonObject> items = new ArrayList<>();
    String next = cursor;
    JsonObject page;
    do {
      String query = "limit=" + size + (next == null ? "" : "&cursor=" + segment(next));
      page = client.call("GET", path + query, null).json();
      items.addAll(page.objects("items"));
      next = page.text("next");
    } while (all && next != null);
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(page.fields());
    whole.put("items", items);
    JsonObject last = page;
    Output.print(spec, client.json(), new JsonObject(whole), () -> Shown.list(last, items, column));
  }
}
