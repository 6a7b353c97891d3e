package dev.ovation.core.engine;

import dev.ovation.core.engine.InteractionService.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the commands of a batch: all at once, except that those on the same register, or with the
 * same token, run one after the other in the order given.
 */
final class Batch {
  private final InteractionService service;
  private final List<Command> commands;
  private final Outcome[] outcomes;
  private final AtomicInteger open;
  private final CompletableFuture<List<Outcome>> result = new CompletableFuture<>();

  Batch(InteractionService service, List<Command> commands) {
    this.service = service;
    this.commands = commands;
    this.outcomes = new Outcome[commands.size()];
    this.open = new AtomicInteger(commands.size());
  }

  CompletableFuture<List<Outcome>> start() {
    if (commands.isEmpty()) {
      result.complete(List.of());
    }
    Map<Object, List<Integer>> chains = new LinkedHashMap<>();
    for (int i = 0; i < commands.size(); i++) {
      chains.computeIfAbsent(chainOf(i), k -> new ArrayList<>()).add(i);
    }
    chains.values().forEach(chain -> run(chain, 0));
    return result;
  }

  private Object chainOf(int index) {
    return switch (commands.get(index)) {
      case Command.Set set -> set.interaction();
      case Command.Unset unset -> unset.interaction();
      case Command.PutBack putBack -> putBack.interaction();
      case Command.Add add -> add.token() == null ? index : List.of(add.interaction(), add.token());
    };
  }

  /** Goes through a chain in a loop where answers come at once, so that the stack stays flat. */
  private void run(List<Integer> chain, int from) {
    for (int at = from; at < chain.size(); at++) {
      int index = chain.get(at);
      CompletableFuture<Outcome> outcome = service.write(commands.get(index));
      if (!outcome.isDone()) {
        int next = at + 1;
        Futures.whenDone(
            outcome,
            done -> {
              settle(index, done);
              run(chain, next);
            },
            failure -> {
              settle(index, new Outcome.Refused(failure));
              run(chain, next);
            });
        return;
      }
      Futures.whenDone(
          outcome,
          done -> settle(index, done),
          failure -> settle(index, new Outcome.Refused(failure)));
    }
  }

  private void settle(int index, Outcome outcome) {
    outcomes[index] = outcome;
    if (open.decrementAndGet() == 0) {
      result.complete(Arrays.asList(outcomes));
    }
  }
}
