package dev.ovation.app.profile;

import dev.ovation.app.config.ClusterConfig.Role;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.export.ExportFormat;
import dev.ovation.app.export.Exports;
import dev.ovation.app.export.LedgerComparison.Difference;
import dev.ovation.app.export.LedgerComparison.Result;
import dev.ovation.app.http.ConsistencyDesk;
import dev.ovation.app.http.DeadLetterDesk;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.SweepReport;
import dev.ovation.core.consistency.Trace;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterId;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.HotStats;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node over Kafka, Redis and PostgreSQL. It is there at once and refuses all calls until the
 * engines are reached, however long that takes; what waiting does not heal ends {@link
 * #awaitReady}. It keeps nothing on disk. Thread-safe.
 */
public final class ClusterProfile implements Profile {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterProfile.class);

  private final OvationConfig config;
  private final WriteGate gate = new WriteGate("the node is starting");
  private final GatedService service = new GatedService(gate);
  private final CompletableFuture<ClusterNode> opened = new CompletableFuture<>();
  private final Thread opener;
  private boolean closed; // Guarded by this.

  /** Begins to open the engines. Does not block. */
  public static ClusterProfile open(OvationConfig config, MeterRegistry registry) {
    ClusterProfile profile = new ClusterProfile(config, new ProfileMeters(registry));
    profile.opener.start();
    return profile;
  }

  private ClusterProfile(OvationConfig config, ProfileMeters meters) {
    this.config = config;
    this.opener = Thread.ofVirtual().name("opening").unstarted(() -> openAll(meters));
  }

  private void openAll(ProfileMeters meters) {
    TimeSource time = TimeSource.SYSTEM;
    try {
      ClusterNode node =
          ClusterNode.open(config, meters, time, gate, new Opening(gate::startsWhen));
      if (!opened.complete(node)) {
        node.close(Duration.ZERO);
        return;
      }
      service.serve(node.service());
      if (config.cluster().roles().contains(Role.API)) {
        gate.open();
      } else {
        gate.startsWhen("this node serves no requests: it has not the role api");
      }
    } catch (InterruptedException e) {
      opened.cancel(false);
    } catch (RuntimeException e) {
      opened.completeExceptionally(e);
    }
  }

  @Override
  public InteractionService service() {
    return service;
  }

  private @Nullable ClusterNode node() {
    return opened.state() == CompletableFuture.State.SUCCESS ? opened.resultNow() : null;
  }

  /** The same names before and after the engines were reached. */
  @Override
  public Map<String, Supplier<Health>> checks() {
    Map<String, Supplier<Health>> checks = new LinkedHashMap<>();
    for (String name : ClusterVitals.NAMES) {
      checks.put(
          name,
          () -> {
            ClusterNode node = node();
            return node == null ? Health.down(gate.startsWhen()) : node.check(name);
          });
    }
    return checks;
  }

  @Override
  public HotStats hotStats() {
    return opened().hotStats();
  }

  @Override
  public ConsistencyDesk consistency() {
    return new ConsistencyDesk() {
      @Override
      public ConsistencyReport report(int hours) {
        return opened().consistency().report(hours);
      }

      @Override
      public SweepReport sweeps(int hours) {
        return opened().consistency().sweeps(hours);
      }

      @Override
      public Checked check(Target target, boolean repair) {
        return opened().consistency().check(target, repair);
      }

      @Override
      public Operation sweep(boolean repair, String by) {
        return opened().consistency().sweep(repair, by);
      }

      @Override
      public int release(String by) {
        return opened().consistency().release(by);
      }

      @Override
      public @Nullable RepairCase release(long id, String by) {
        return opened().consistency().release(id, by);
      }

      @Override
      public List<RepairCase> cases(Target target) {
        return opened().consistency().cases(target);
      }

      @Override
      public Trace trace(Interaction interaction) {
        return opened().consistency().trace(interaction);
      }
    };
  }

  @Override
  public DeadLetterDesk deadLetters() {
    return new DeadLetterDesk() {
      @Override
      public Page list(Filter filter, @Nullable LetterId after, int limit) {
        return desk().list(filter, after, limit);
      }

      @Override
      public @Nullable Letter show(LetterId id) {
        return desk().show(id);
      }

      @Override
      public @Nullable Letter decide(LetterId id, Decision decision) {
        return desk().decide(id, decision);
      }
    };
  }

  @Override
  public OperationDesk operations() {
    return new OperationDesk() {
      @Override
      public Operation begin(Operation.Request request) {
        return opened().operations().begin(request);
      }

      @Override
      public @Nullable Operation show(long id) {
        return opened().operations().show(id);
      }

      @Override
      public List<Operation> list(long beforeId, int limit) {
        return opened().operations().list(beforeId, limit);
      }

      @Override
      public @Nullable Operation ask(long id, Wish wish) {
        return opened().operations().ask(id, wish);
      }
    };
  }

  @Override
  public Exports exports() {
    return new Exports() {
      @Override
      public void write(
          ExportFormat format, @Nullable String ledger, @Nullable String space, OutputStream into)
          throws IOException {
        opened().exports().write(format, ledger, space, into);
      }

      @Override
      public Result compare(String ledger, Consumer<Difference> found) {
        return opened().exports().compare(ledger, found);
      }
    };
  }

  private DeadLetterDesk desk() {
    return opened().deadLetters(config.server().requestTimeout().dividedBy(2));
  }

  private ClusterNode opened() {
    ClusterNode node = node();
    if (node == null) {
      throw new OvationException(ErrorCode.NOT_READY, gate.startsWhen());
    }
    return node;
  }

  @Override
  public void awaitReady() throws InterruptedException {
    try {
      opened.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    close(config.server().shutdownGrace());
  }

  /** Gives its partitions and its number back at once, so that others need not wait for it. */
  @Override
  public void close(Duration patience) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    gate.close();
    opened.cancel(false);
    opener.interrupt();
    ClusterNode node = node();
    if (node != null) {
      node.close(patience);
    }
    LOG.info("stopped");
  }
}
