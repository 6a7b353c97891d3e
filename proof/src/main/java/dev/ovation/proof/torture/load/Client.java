package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.Write;
import dev.ovation.proof.torture.history.Outcome;
import dev.ovation.proof.torture.history.Register;
import dev.ovation.proof.torture.http.Answers;
import dev.ovation.proof.torture.http.Answers.Fields;
import dev.ovation.proof.torture.http.HttpConnection;
import dev.ovation.proof.torture.http.HttpConnection.Response;
import dev.ovation.proof.torture.load.Nodes.Node;
import dev.ovation.proof.torture.load.Playground.Addition;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client: a batch of writes, then some reads, and so on, to whichever node has the least to do.
 * It repeats nothing by itself: another try is another operation. Used by one thread.
 */
final class Client {
  private static final int BATCH_MAX = 64;
  private static final int READS = 8;
  private static final int REMEMBERED_TOKENS = 32;
  private static final long UNREACHABLE_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private final int number;
  private final Nodes nodes;
  private final Clients.Shared shared;
  private final SplittableRandom random;
  private final Map<Node, HttpConnection> connections = new HashMap<>();
  private final List<Addition> answeredAdditions = new ArrayList<>();
  private long tokens;

  /**
   * @param number above 0, which is the one that looks last
   */
  Client(int number, Nodes nodes, Clients.Shared shared, SplittableRandom random) {
    this.number = number;
    this.nodes = nodes;
    this.shared = shared;
    this.random = random;
  }

  /** Goes on until told to stop. */
  void run() {
    long due = System.nanoTime();
    while (!shared.isStopping()) {
      Batch batch = makeBatch();
      write(batch);
      read(batch.registers());
      due = Math.max(due, System.nanoTime() - Duration.ofMillis(100).toNanos());
      due += (batch.size() + READS) * shared.nanosBetween();
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
    }
    connections.values().forEach(HttpConnection::close);
  }

  private Batch makeBatch() {
    Batch batch = new Batch();
    int size = 1 + random.nextInt(BATCH_MAX);
    for (int i = 0; i < size; i++) {
      if (random.nextInt(4) > 0) {
        Register register = shared.playground().register(random);
        batch.write(register, Playground.value(register.kind(), random));
      } else if (random.nextInt(20) == 0 && !answeredAdditions.isEmpty()) {
        // What was answered is sent again at times: it must not count once more.
        batch.add(answeredAdditions.get(random.nextInt(answeredAdditions.size())));
      } else {
        batch.add(shared.playground().addition(random, number + "-" + tokens++));
      }
    }
    return batch;
  }

  private void write(Batch batch) {
    Node node = nodes.take(random.nextInt(nodes.all().size()));
    try {
      HttpConnection connection = connect(node);
      if (connection != null) {
        write(node, connection, batch);
      }
    } finally {
      node.release();
    }
  }

  private void write(Node node, HttpConnection connection, Batch batch) {
    long invoked = shared.history().now();
    List<Operation> operations;
    try {
      Response response = connection.ask(batch.request());
      operations = batch.answered(number, invoked, shared.history().now(), response);
      if (connection.isLast()) {
        hangUp(node);
      }
    } catch (IOException e) {
      hangUp(node);
      operations = batch.unanswered(number, invoked, shared.history().now());
    }
    shared.history().add(operations);
    shared.meter().wrote(shared.history().now() - invoked);
    batch.answers().forEach(shared.meter()::answered);
    operations.forEach(this::remember);
  }

  private void remember(Operation operation) {
    boolean isUnknown = operation.call().outcome() == Outcome.UNKNOWN;
    switch (operation) {
      case Write write when isUnknown -> shared.playground().unsettled().add(write.register());
      case Add add when isUnknown -> shared.playground().openTokens().add(addition(add));
      case Add add when add.call().isOk() -> {
        if (answeredAdditions.size() < REMEMBERED_TOKENS) {
          answeredAdditions.add(addition(add));
        } else {
          answeredAdditions.set(random.nextInt(REMEMBERED_TOKENS), addition(add));
        }
      }
      default -> {}
    }
  }

  private static Addition addition(Add add) {
    String[] actorAndToken = add.token().split("\\.", 2);
    return new Addition(add.target(), actorAndToken[0], add.by(), actorAndToken[1]);
  }

  /** Half of what is read was just written by this client, the rest by anybody. */
  private void read(List<Register> written) {
    Node node = nodes.take(random.nextInt(nodes.all().size()));
    try {
      HttpConnection connection = connect(node);
      if (connection != null) {
        read(node, connection, choose(written));
      }
    } finally {
      node.release();
    }
  }

  private List<Register> choose(List<Register> written) {
    List<Register> chosen = new ArrayList<>(READS);
    for (int i = 0; i < READS; i++) {
      chosen.add(
          i % 2 == 0 && !written.isEmpty()
              ? written.get(random.nextInt(written.size()))
              : shared.playground().register(random));
    }
    return chosen;
  }

  private void read(Node node, HttpConnection connection, List<Register> registers) {
    StringBuilder requests = new StringBuilder();
    registers.forEach(register -> requests.append(HttpConnection.get(path(register))));
    long invoked = shared.history().now();
    List<Entry> seen = new ArrayList<>(registers.size());
    try {
      connection.send(requests.toString());
      for (Register register : registers) {
        Response response = connection.receive();
        long completed = shared.history().now();
        shared.meter().read(completed - invoked);
        Fields body = Answers.read(response.body());
        if (response.isOk()) {
          seen.add(read(new Call(number, invoked, completed, Outcome.OK), register, body));
          shared.meter().answered("read 200", 1);
        } else {
          shared.meter().answered("read " + response.status() + " " + body.text("code", ""), 1);
        }
        if (connection.isLast()) {
          hangUp(node);
          break;
        }
      }
    } catch (IOException e) {
      hangUp(node);
      shared.meter().answered("read, no answer", registers.size() - seen.size());
    }
    shared.history().add(seen);
  }

  static String path(Register register) {
    return "/v1/targets/" + register;
  }

  static Read read(Call call, Register register, Fields body) {
    return new Read(call, register, body.text("value", Entry.NONE), Batch.version(body));
  }

  /** A connection that is open, or null after a pause when there is none to be had. */
  private @Nullable HttpConnection connect(Node node) {
    HttpConnection open = connections.get(node);
    if (open != null) {
      return open;
    }
    try {
      HttpConnection made = new HttpConnection(node.port(), nodes.patience());
      connections.put(node, made);
      return made;
    } catch (IOException e) {
      shared.meter().answered("unreachable", 1);
      LockSupport.parkNanos(UNREACHABLE_PAUSE_NANOS);
      return null;
    }
  }

  private void hangUp(Node node) {
    HttpConnection broken = connections.remove(node);
    if (broken != null) {
      broken.close();
    }
  }
}
