package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.TimeSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Reads at size. A page of a list reads its own rows from an index alone, and nothing else, however
 * many rows there are and however many share one time; a slice of a purge is found by an index. The
 * plans are the generic ones that the ledger uses. Tests only read, so they share the rows.
 */
@Timeout(60)
final class PlansTest {
  private static final int LIMIT = 50;
  private static final TargetKind LIKES =
      new TargetKind(new Target("default", "video", "v1"), "like");

  /** The first video and actor, as the arrays of {@link KeyedReads#KEYS}. */
  private static final Object[] KEYS = {"{0}", "{video:v1}", "{default}", "{like}", "{u1}"};

  private static final Actor U1 = new Actor("default", "u1");

  private static Connection connection;

  @BeforeAll
  static void fill() throws SQLException {
    PostgresSettings.Server place = TestPostgres.place(TestPostgres.shared());
    PostgresLedger.open(PostgresSettings.of(place, 1), TimeSource.SYSTEM).close();
    connection = TestPostgres.connect(place);
    execute(Connections.PLANS);
    // 10,000 likes of one video and 10,000 by one actor, half of each at one time, between others.
    execute(
        """
        INSERT INTO interaction(target, space, kind, actor, value, version, at, n)
        SELECT 'video:v1', 'default', 'like', 'a' || i, 'like', i, greatest(i, 5000), 1
        FROM generate_series(1, 10000) i
        UNION ALL
        SELECT 'video:w' || i, 'default', 'like', 'u1', 'like', i, greatest(i, 5000), 1
        FROM generate_series(1, 10000) i
        UNION ALL
        SELECT 'video:x' || i % 100, 'default', 'like', 'b' || i, 'like', i, i, 1
        FROM generate_series(1, 20000) i
        UNION ALL
        SELECT 'video:y' || i, 'default', 'like', 'c' || i, NULL, i, i, 1
        FROM generate_series(1, 5000) i""");
    execute(
        """
        INSERT INTO token(target, space, kind, key, version, at, n)
        SELECT 'video:y' || i, 'default', 'view', 'c' || i || '/t', i, i, 1
        FROM generate_series(1, 5000) i""");
    execute("VACUUM ANALYZE interaction");
    execute("VACUUM ANALYZE token");
  }

  @AfterAll
  static void hangUp() throws SQLException {
    connection.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the server did for a statement with parameters. */
  private static String plan(String sql, Object... parameters) throws SQLException {
    int[] next = {1};
    String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(q -> "\\$" + next[0]++);
    execute("DEALLOCATE ALL");
    execute("PREPARE list AS " + numbered);
    String values =
        Arrays.stream(parameters)
            .map(value -> value instanceof String text ? "'" + text + "'" : value.toString())
            .collect(Collectors.joining(", "));
    StringBuilder plan = new StringBuilder();
    try (Statement statement = connection.createStatement();
        ResultSet lines =
            statement.executeQuery(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE list"
                    + (values.isEmpty() ? "" : "(" + values + ")"))) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  private static void assertReadsOnlyThePage(String plan, String index) {
    assertThat(plan).contains("Index Only Scan using " + index);
    assertThat(plan).doesNotContainPattern("Heap Fetches: [1-9]");
    assertReadsNothingElse(plan);
  }

  private static void assertReadsNothingElse(String plan) {
    assertThat(plan).doesNotContain("Seq Scan").doesNotContain("Bitmap");
    assertThat(plan).doesNotContainPattern("Rows Removed by Filter: [1-9]");
    Matcher rows = Pattern.compile("actual rows=(\\d+)").matcher(plan);
    while (rows.find()) {
      assertThat(Long.parseLong(rows.group(1))).as(plan).isLessThanOrEqualTo(2 * LIMIT);
    }
  }

  @Test
  void aListOfATargetReadsOnlyItsPage() throws Exception {
    for (Page page :
        new Page[] {Page.first(LIMIT), new Page(7_000, "a7000", LIMIT), middleOfATie("a")}) {
      assertReadsOnlyThePage(
          plan(LedgerLists.OF_VALUE, LedgerLists.whoParameters(LIKES, "like", page)),
          "interaction_who");
      assertReadsOnlyThePage(
          plan(LedgerLists.OF_ALL_VALUES, LedgerLists.whoParameters(LIKES, null, page)),
          "interaction_who");
    }
  }

  @Test
  void aListOfAnActorReadsOnlyItsPage() throws Exception {
    for (Page page :
        new Page[] {
          Page.first(LIMIT), new Page(7_000, "video:w7000", LIMIT), middleOfATie("video:w")
        }) {
      assertReadsOnlyThePage(
          plan(LedgerLists.OF_ACTOR, LedgerLists.mineParameters(U1, "like", null, page)),
          "interaction_mine");
    }
  }

  @Test
  void aPassReadsTheIndexesInTheirOrder() throws Exception {
    assertThat(plan(LedgerRecounts.ROWS_AFTER, "video:x", "default", "like"))
        .contains("Index Only Scan using interaction_who")
        .contains("Index Cond: (ROW(")
        .doesNotContain("Sort");
    assertThat(plan(LedgerRecounts.COUNTS_AFTER, "video:x", "default", "like"))
        .contains("Index Scan using count_pkey")
        .doesNotContain("Sort");
    assertThat(plan(LedgerRecounts.ROWS, KEYS))
        .contains("Index Only Scan using interaction_who")
        .doesNotContainPattern("Rows Removed by Filter: [1-9]");
  }

  @Test
  void aSliceOfAPurgeReadsOnlyItsRows() throws Exception {
    String tombstones = plan(LedgerPurge.TOMBSTONES, 2_000L, 4_000L, LIMIT);
    assertThat(tombstones)
        .contains("Index Scan using interaction_tombstone")
        .doesNotContain("Sort");
    assertReadsNothingElse(tombstones);

    String tokens = plan(LedgerPurge.TOKENS, 2_000L, 4_000L, LIMIT);
    assertThat(tokens).contains("Index Scan using token_by_version").doesNotContain("Sort");
    assertReadsNothingElse(tokens);
  }

  @Test
  void outboxAndParkedEventsAreFoundByTheirIndexesHoweverManyThereAre() throws Exception {
    execute(
        """
        INSERT INTO outbox(partition, n, version, sent, counted, target, space, kind, key, event)
        SELECT 0, i, i, i < 9000, i % 2 = 0, 'video:v' || i, 'default', 'like', 'u1', ''
        FROM generate_series(1, 10000) i""");
    execute(
        """
        INSERT INTO dead_letter(partition, position, readable, bytes, reason, parked_ms,
          target, space, kind, key, version)
        SELECT 0, i, true, '', '', 0, 'video:v1', 'default', 'like', 'u' || i % 1000, i
        FROM generate_series(1, 10000) i""");
    execute("ANALYZE outbox");
    execute("ANALYZE dead_letter");

    assertReadsFew(plan(Outbox.BY_KEY, concat(KEYS, 0)), "outbox_by_key");
    assertReadsFew(plan(Outbox.AFTER, 0, 9_990), "outbox_by_commit");
    assertReadsFew(plan(Outbox.UNSENT, 0, LIMIT), "outbox_unsent");
    assertReadsFew(plan(LedgerPurge.OLDEST_ADDITION, 0), "outbox_counted");
    assertReadsFew(plan(ColdReads.SQL, coldParameters()), "dead_letter_by_key");
  }

  @Test
  void whatIsDueACheckpointIsFoundHoweverManyThereAre() throws Exception {
    execute(
        """
        INSERT INTO checkpoint_due(since_ms, since_h, partition, target, space, kind)
        SELECT (extract(epoch FROM now()) * 1000)::bigint - i * 1000, 10000 - i, 0, 'video:d' || i,
          'default', 'view'
        FROM generate_series(1, 10000) i""");
    execute("ANALYZE checkpoint_due");

    String some = plan(DueCheckpoints.OLDEST, 0, 5_000_000L, LIMIT);
    String none = plan(DueCheckpoints.OLDEST, 0, 50_000_000L, LIMIT);

    assertReadsFew(some, "checkpoint_due_by_age");
    assertReadsFew(none, "checkpoint_due_by_age");
    assertThat(none).as("the young are not looked at").doesNotContain("Filter");
    assertReadsFew(plan(DueCheckpoints.FIRST, 0, "{}", "{}", "{}"), "checkpoint_due_by_offset");
    assertReadsFew(plan(DueCheckpoints.BEHIND), "checkpoint_due_by_age");
  }

  /** Partitions, and the keys of rows, tokens, counts and parked events. */
  private static Object[] coldParameters() {
    Object[] parameters = {"{0}"};
    for (int part = 0; part < 4; part++) {
      parameters = concat(parameters, KEYS);
    }
    return parameters;
  }

  private static Object[] concat(Object[] first, Object... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  private static void assertReadsFew(String plan, String index) {
    assertThat(plan).contains(index).doesNotContain("Seq Scan").doesNotContain("Bitmap");
    assertThat(plan).doesNotContainPattern("Rows Removed by Filter: [1-9]");
    Matcher rows = Pattern.compile("actual rows=(\\d+)").matcher(plan);
    while (rows.find()) {
      assertThat(Long.parseLong(rows.group(1))).as(plan).isLessThanOrEqualTo(2 * LIMIT);
    }
  }

  private static Page middleOfATie(String prefix) {
    return new Page(5_000, prefix + "3000", LIMIT);
  }
}
