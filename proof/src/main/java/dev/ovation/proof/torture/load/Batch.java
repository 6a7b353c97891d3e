package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Write;
import dev.ovation.proof.torture.history.Outcome;
import dev.ovation.proof.torture.history.Register;
import dev.ovation.proof.torture.http.Answers;
import dev.ovation.proof.torture.http.Answers.Fields;
import dev.ovation.proof.torture.http.HttpConnection;
import dev.ovation.proof.torture.http.HttpConnection.Response;
import dev.ovation.proof.torture.load.Playground.Addition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes that are asked for in one request, and what each of them was answered. Not thread-safe.
 */
final class Batch {
  /** The code of an answer that leaves open what became of a write. */
  private static final String OUTCOME_UNKNOWN = "outcome-unknown";

  private final Map<Register, String> writes = new LinkedHashMap<>();
  private final List<Addition> additions = new ArrayList<>();
  private final Map<String, Long> answers = new TreeMap<>();

  /** One write a register: the order within a batch is nobody's business here. */
  void write(Register register, String value) {
    writes.putIfAbsent(register, value);
  }

  void add(Addition addition) {
    additions.add(addition);
  }

  int size() {
    return writes.size() + additions.size();
  }

  List<Register> registers() {
    return List.copyOf(writes.keySet());
  }

  /** How many operations were answered in each way. */
  Map<String, Long> answers() {
    return answers;
  }

  String request() {
    StringBuilder json = new StringBuilder(size() * 90).append("{\"operations\":[");
    writes.forEach(
        (register, value) -> {
          operation(json, value.equals(Entry.NONE) ? "unset" : "set", register.target());
          field(json, "kind", register.kind());
          field(json, "actor", register.actor());
          if (!value.equals(Entry.NONE)) {
            field(json, "value", value);
          }
          json.append("},");
        });
    for (Addition addition : additions) {
      operation(json, "add", addition.target());
      field(json, "kind", "view");
      field(json, "actor", addition.actor());
      field(json, "token", addition.token());
      json.append(",\"by\":").append(addition.by()).append("},");
    }
    json.setLength(json.length() - 1);
    return HttpConnection.post("/v1/interactions", json.append("]}").toString());
  }

  private static void operation(StringBuilder json, String op, String target) {
    json.append("{\"op\":\"").append(op).append('"');
    field(json, "target", target);
  }

  private static void field(StringBuilder json, String name, String value) {
    json.append(",\"").append(name).append("\":\"").append(value).append('"');
  }

  /**
   * What became of the operations, given the answer to the request.
   *
   * @throws IllegalStateException when it is no answer to it
   */
  List<Operation> answered(int client, long invoked, long completed, Response response) {
    Fields body = Answers.read(response.body());
    List<Fields> results = body.objects("results");
    if (response.isOk() && results.size() != size()) {
      throw new IllegalStateException(results.size() + " results for " + size() + " operations");
    }
    List<Operation> operations = new ArrayList<>(size());
    int i = 0;
    for (var write : writes.entrySet()) {
      Fields result = response.isOk() ? results.get(i++) : body;
      Call call = new Call(client, invoked, completed, outcome(result));
      String shown = call.isOk() ? result.text("value", Entry.NONE) : write.getValue();
      operations.add(new Write(call, write.getKey(), write.getValue(), shown, version(result)));
    }
    for (Addition addition : additions) {
      Fields result = response.isOk() ? results.get(i++) : body;
      Call call = new Call(client, invoked, completed, outcome(result));
      operations.add(
          add(call, addition, result.isTrue("counted"), result.number("count", Entry.UNTOLD)));
    }
    return operations;
  }

  /** What became of the operations when no answer came. */
  List<Operation> unanswered(int client, long invoked, long completed) {
    Call call = new Call(client, invoked, completed, Outcome.UNKNOWN);
    answers.merge("no answer", (long) size(), Long::sum);
    List<Operation> operations = new ArrayList<>(size());
    writes.forEach(
        (register, value) -> operations.add(new Write(call, register, value, value, Entry.NEVER)));
    for (Addition addition : additions) {
      operations.add(add(call, addition, false, Entry.UNTOLD));
    }
    return operations;
  }

  private static Add add(Call call, Addition addition, boolean counted, long count) {
    // An actor's token is the actor's own: another one's of the same name would be another.
    String token = addition.actor() + "." + addition.token();
    return new Add(call, addition.target(), addition.by(), token, counted, count);
  }

  /** A single answer, or the problem of all of them, has a status of its own. */
  private Outcome outcome(Fields result) {
    long status = result.number("status", 0);
    String code = result.text("code", "");
    answers.merge(status == 200 ? "200" : status + " " + code, 1L, Long::sum);
    if (status == 200) {
      return Outcome.OK;
    }
    boolean isOpen = code.equals(OUTCOME_UNKNOWN) || (status != 503 && status >= 500);
    return isOpen ? Outcome.UNKNOWN : Outcome.FAILED;
  }

  static long version(Fields result) {
    return Long.parseLong(result.text("version", "0"));
  }
}
