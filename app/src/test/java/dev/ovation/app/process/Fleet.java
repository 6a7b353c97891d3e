package dev.ovation.app.process;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as a load balancer's clients see them: a request goes to the next node, and to another
 * one once more when that does not answer. What was answered is counted by status and code.
 * Thread-safe.
 */
final class Fleet implements Caller, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final List<ApiClient> clients = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();

  void add(ServerProcess node) {
    clients.add(new ApiClient(node.url(), null, TIMEOUT));
  }

  @Override
  public ApiResponse send(String method, String path, @Nullable Map<String, ?> body)
      throws UnreachableException, InterruptedException {
    int first = turn.getAndIncrement() & Integer.MAX_VALUE;
    int nodes = clients.size();
    for (int tries = 0; ; tries++) {
      try {
        ApiResponse response = clients.get((first + tries) % nodes).send(method, path, body);
        count(response.isOk() ? "200" : response.status() + " " + response.json().text("code"));
        return response;
      } catch (UnreachableException e) {
        if (tries > 0 && tries >= nodes - 1) {
          count("unreachable");
          throw e;
        }
      }
    }
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, any -> new LongAdder()).increment();
  }

  /** How many answers of each sort there were since this was asked last. */
  Map<String, Long> tally() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((answer, count) -> counts.put(answer, count.sumThenReset()));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  @Override
  public void close() {
    clients.forEach(ApiClient::close);
  }
}
