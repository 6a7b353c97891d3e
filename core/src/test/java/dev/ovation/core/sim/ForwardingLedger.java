package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.SweepLedger.Recount;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Passes every call on. Planted bugs override what they change. */
class ForwardingLedger implements Ledger {
  final Ledger to;

  ForwardingLedger(Ledger to) {
    this.to = to;
  }

  /** What the work of a transaction gets to see instead of the real one. */
  LedgerTransaction wrap(LedgerTransaction transaction) {
    return transaction;
  }

  @Override
  public LedgerPosition position(int partition) {
    return to.position(partition);
  }

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    return to.<T>transact(partition, transaction -> work.apply(wrap(transaction)));
  }

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    return to.read(queries);
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    return to.actorRows(actor, rowsMax);
  }

  @Override
  public List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page) {
    return to.targetRows(targetKind, value, page);
  }

  @Override
  public List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page) {
    return to.actorRows(actor, kind, type, page);
  }

  @Override
  public LedgerExplanation explain(Target target) {
    return to.explain(target);
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return to.deadLetters(partition, lettersMax);
  }

  @Override
  public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
    return to.letters(partition, afterOffset, lettersMax);
  }

  @Override
  public @Nullable Letter letter(int partition, long offset) {
    return to.letter(partition, offset);
  }

  @Override
  public boolean decide(int partition, long offset, Decision decision) {
    return to.decide(partition, offset, decision);
  }

  @Override
  public List<Letter> decided(int partition, int lettersMax) {
    return to.decided(partition, lettersMax);
  }

  @Override
  public int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax) {
    return to.forgetLetters(partition, settledBefore, confirmedN, lettersMax);
  }

  @Override
  public LetterFigures letterFigures() {
    return to.letterFigures();
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    return to.purgeTokens(partition, range);
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    return to.purgeTombstones(partition, range, confirmedN, keep);
  }

  @Override
  public LedgerStats stats() {
    return to.stats();
  }

  @Override
  public Health check() {
    return to.check();
  }

  @Override
  public void close() {
    to.close();
  }

  /** Passes every call of a transaction on. */
  static class ForwardingTransaction implements LedgerTransaction {
    final LedgerTransaction to;

    ForwardingTransaction(LedgerTransaction to) {
      this.to = to;
    }

    @Override
    public LedgerPosition position() {
      return to.position();
    }

    @Override
    public List<Row> rows(List<Interaction> interactions) {
      return to.rows(interactions);
    }

    @Override
    public List<Row> tokens(List<TokenKey> tokens) {
      return to.tokens(tokens);
    }

    @Override
    public List<Counts> counts(List<TargetKind> targetKinds) {
      return to.counts(targetKinds);
    }

    @Override
    public List<Letter> decided(int lettersMax) {
      return to.decided(lettersMax);
    }

    @Override
    public List<Letter> settledAfter(long n) {
      return to.settledAfter(n);
    }

    @Override
    public List<DeadLetter> parked(Collection<TokenKey> keys) {
      return to.parked(keys);
    }

    @Override
    public void write(Changes changes) {
      to.write(changes);
    }

    @Override
    public Recount recount(TargetKind targetKind) {
      return to.recount(targetKind);
    }

    @Override
    public List<KeyedRow> rowsOf(TargetKind targetKind) {
      return to.rowsOf(targetKind);
    }

    @Override
    public Counts mend(Mending mending) {
      return to.mend(mending);
    }
  }
}
