package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.http.Access.Caller;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that write. */
final class WriteRoutes {
  static final int OPERATIONS_MAX = 1_000;

  private static final Set<String> SET_FIELDS = Set.of("value", "at");
  private static final Set<String> ADD_FIELDS = Set.of("actor", "by", "token", "at");
  private static final Set<String> OPERATION_FIELDS =
      Set.of("op", "target", "kind", "actor", "value", "by", "token", "at");

  private final InteractionService service;
  private final Kinds kinds;
  private final Access access;
  private final Answers answers;

  WriteRoutes(InteractionService service, Kinds kinds, Access access, Answers answers) {
    this.service = service;
    this.kinds = kinds;
    this.access = access;
    this.answers = answers;
  }

  List<Route> routes() {
    String interaction = "/v1/targets/{target}/{kind}/{actor}";
    return List.of(
        Route.of("PUT", interaction, Scope.WRITE, this::set),
        Route.of("DELETE", interaction, Scope.WRITE, this::unset),
        Route.of("POST", "/v1/targets/{target}/{kind}", Scope.WRITE, this::add),
        Route.of("POST", "/v1/interactions", Scope.WRITE, this::batch));
  }

  private void set(Exchange exchange) {
    Interaction interaction = interaction(exchange);
    Fields fields = Fields.ofBody(exchange.body, SET_FIELDS);
    String value = value(fields, interaction.kind());
    Long at = at(fields, exchange.caller());
    fields.check();
    write(exchange, new Command.Set(interaction, value, at));
  }

  private void unset(Exchange exchange) {
    Interaction interaction = interaction(exchange);
    Fields fields = Fields.ofBody(exchange.body, Set.of("at"));
    Long at = at(fields, exchange.caller());
    fields.check();
    write(exchange, new Command.Unset(interaction, at));
  }

  private void add(Exchange exchange) {
    Target target = target(exchange);
    String kind = knownKind(exchange.segment(3));
    Fields fields = Fields.ofBody(exchange.body, ADD_FIELDS);
    Command command = add(fields, fields.id("actor"), target, kind, at(fields, exchange.caller()));
    fields.check();
    write(exchange, command);
  }

  private static Command add(
      Fields fields, String actor, Target target, String kind, @Nullable Long at) {
    long by = fields.integer("by", 1, 1, Kind.Counter.BY_MAX);
    return new Command.Add(Interaction.of(target, kind, actor), by, fields.token("token"), at);
  }

  private void write(Exchange exchange, Command command) {
    access.write(exchange.caller(), command.interaction().actor());
    exchange.answer(service.write(command), this::single);
  }

  private String single(Outcome outcome) {
    JsonText json = new JsonText().open();
    switch (outcome) {
      case Outcome.Written written -> answers.written(json, written);
      case Outcome.Added added -> answers.added(json, added);
      case Outcome.Refused refused -> throw refused.failure();
    }
    return json.close().toString();
  }

  private void batch(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("operations"));
    if (!(fields.raw("operations") instanceof List<?> operations)) {
      fields.malformed("operations", "must be an array of operations");
      fields.check();
      return;
    }
    fields.check();
    if (operations.isEmpty() || operations.size() > OPERATIONS_MAX) {
      throw new ProblemException(
          new Problem(
              422,
              ErrorCode.TOO_MANY.text(),
              "1 to " + OPERATIONS_MAX + " operations, there are " + operations.size(),
              0,
              List.of(
                  new FieldError("/operations", "must have 1 to " + OPERATIONS_MAX + " items"))));
    }
    @Nullable Problem[] refused = new Problem[operations.size()];
    List<Command> commands = new ArrayList<>();
    int[] commandOf = new int[operations.size()];
    Arrays.fill(commandOf, -1);
    for (int i = 0; i < operations.size(); i++) {
      try {
        Command command = operation("/operations/" + i, operations.get(i), exchange.caller());
        access.write(exchange.caller(), command.interaction().actor());
        commandOf[i] = commands.size();
        commands.add(command);
      } catch (ProblemException e) {
        refused[i] = ofOperation(e.problem());
      } catch (OvationException e) {
        refused[i] = Problem.of(e);
      }
    }
    exchange.answer(service.writeAll(commands), outcomes -> results(refused, commandOf, outcomes));
  }

  /** Within a batch that is itself well formed, a wrong operation is understood but not valid. */
  private static Problem ofOperation(Problem problem) {
    return problem.status() == 400
        ? new Problem(422, problem.code(), problem.detail(), 0, problem.errors())
        : problem;
  }

  private Command operation(String pointer, @Nullable Object operation, Caller caller) {
    Fields fields = Fields.of(pointer, operation, OPERATION_FIELDS);
    String op = fields.required("op");
    String targetText = fields.target("target");
    String kind = fields.required("kind");
    String actor = fields.id("actor");
    Long at = at(fields, caller);
    switch (op) {
      case "set" -> refuse(fields, op, "by", "token");
      case "unset" -> refuse(fields, op, "value", "by", "token");
      case "add" -> refuse(fields, op, "value");
      default -> {
        if (fields.raw("op") instanceof String) {
          fields.invalid("op", "must be set, unset or add");
        }
      }
    }
    fields.check();
    knownKind(kind);
    Target target = Ids.target(caller.space(), targetText);
    Interaction interaction = Interaction.of(target, kind, actor);
    Command command =
        switch (op) {
          case "set" -> new Command.Set(interaction, value(fields, kind), at);
          case "unset" -> new Command.Unset(interaction, at);
          default -> add(fields, actor, target, kind, at);
        };
    fields.check();
    return command;
  }

  private static void refuse(Fields fields, String op, String... names) {
    for (String name : names) {
      if (fields.has(name)) {
        fields.malformed(name, "does not belong to " + op);
      }
    }
  }

  private String results(@Nullable Problem[] refused, int[] commandOf, List<Outcome> outcomes) {
    JsonText json = new JsonText().open().name("results").openArray();
    for (int i = 0; i < commandOf.length; i++) {
      json.open();
      Problem problem = refused[i];
      if (problem != null) {
        Answers.refusal(json, problem);
      } else {
        switch (outcomes.get(commandOf[i])) {
          case Outcome.Written written -> answers.written(json.field("status", 200), written);
          case Outcome.Added added -> answers.added(json.field("status", 200), added);
          case Outcome.Refused r -> Answers.refusal(json, Problem.of(r.failure()));
        }
      }
      json.close();
    }
    return json.closeArray().close().toString();
  }

  /** A value; numbers only where the kind's values are numbers. */
  private @Nullable String value(Fields fields, String kindName) {
    Kind kind = kinds.find(kindName);
    boolean numeric =
        kind != null && kind.values().stream().allMatch(v -> Character.isDigit(v.charAt(0)));
    String value = numeric ? fields.value("value") : fields.text("value");
    if (numeric && value != null && value.length() <= 16 && value.matches("\\d+\\.\\d+")) {
      // "4.50" is the same rating as "4.5".
      return new java.math.BigDecimal(value).stripTrailingZeros().toPlainString();
    }
    if (value != null && value.length() > 64) {
      fields.invalid("value", "is longer than any value of kind '" + kindName + "'");
      return null;
    }
    return value;
  }

  private @Nullable Long at(Fields fields, Caller caller) {
    Long at = fields.time("at");
    if (at != null) {
      access.require(caller, Scope.IMPORT);
    }
    return at;
  }

  private Interaction interaction(Exchange exchange) {
    Target target = target(exchange);
    String kind = knownKind(exchange.segment(3));
    return Interaction.of(target, kind, Params.id("actor", exchange.segment(4)));
  }

  private static Target target(Exchange exchange) {
    return Params.target(exchange.caller().space(), exchange.segment(2));
  }

  private String knownKind(String name) {
    return Params.kind(kinds, name).name();
  }
}
