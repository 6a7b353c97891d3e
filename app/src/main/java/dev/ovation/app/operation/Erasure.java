package dev.ovation.app.operation;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.Archive.Subject;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.OperationsLedger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Unsets every register of an actor or a target, and sets them again. What it writes are ordinary
 * events on the ordinary way, so that counts are exact at every moment, whatever else is written,
 * and a rebuilt ledger comes out the same.
 */
public final class Erasure {
  /** Unsets; the parameter {@code mode} says whether it can be taken back. */
  public static final String ERASE = "erase";

  /** Sets again what was archived. */
  public static final String RESTORE = "restore";

  private static final int RUNNING_MAX = 100;

  private final Ports ports;

  /** All that erasing touches. */
  public record Ports(
      EventLog log,
      Ledger ledger,
      Archive archive,
      OperationsLedger operations,
      InteractionService service,
      Kinds kinds) {}

  public Erasure(Ports ports) {
    this.ports = ports;
  }

  /** Both kinds of work. */
  public List<OperationKind> kinds() {
    return List.of(
        kind(ERASE, operation -> new ErasureRun(ports, operation, subject(operation.request()))),
        kind(
            RESTORE,
            operation -> new RestoringRun(ports, operation, subject(operation.request()))));
  }

  private static OperationKind kind(String name, RunMaker runs) {
    return new OperationKind() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Run begin(Operation operation) {
        return runs.of(operation);
      }
    };
  }

  @FunctionalInterface
  private interface RunMaker {
    OperationKind.Run of(Operation operation);
  }

  /** A request to unset what a subject holds. */
  public static Request erase(Subject subject, boolean forGood, String by) {
    Map<String, String> parameters = parameters(subject);
    parameters.put("mode", forGood ? "erase" : "archive");
    return new Request(ERASE, subject.space(), parameters, by);
  }

  /** A request to set again what was archived. */
  public static Request restore(Subject subject, String by) {
    return new Request(RESTORE, subject.space(), parameters(subject), by);
  }

  private static Map<String, String> parameters(Subject subject) {
    Map<String, String> parameters = new HashMap<>();
    if (subject.actor() != null) {
      parameters.put("actor", subject.actor());
    } else {
      parameters.put("target", Objects.requireNonNull(subject.target()));
    }
    return parameters;
  }

  private static Subject subject(Request request) {
    return new Subject(
        request.space(), request.parameters().get("actor"), request.parameters().get("target"));
  }

  /**
   * The operation that began before another one on the same subject and still runs; 0 when there is
   * none. Those of one subject are done one after the other.
   */
  static long before(Ports ports, Operation operation, Subject subject) {
    return ports.operations().running(RUNNING_MAX).stream()
        .filter(other -> other.id() < operation.id())
        .filter(other -> List.of(ERASE, RESTORE).contains(other.request().kind()))
        .filter(other -> subject(other.request()).equals(subject))
        .mapToLong(Operation::id)
        .findFirst()
        .orElse(0);
  }
}
