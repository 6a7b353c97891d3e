package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is refused when the ledger is opened, and how that is told. */
@Timeout(60)
final class OpeningTest {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final PostgresServer server = TestPostgres.shared();
  private final PostgresSettings.Server place = TestPostgres.place(server);

  /** Who is not let in is not let in for the whole time that a connection may take. */
  private static PostgresLedger open(PostgresSettings.Server place, int partitions) {
    PostgresSettings.Deadlines usual = PostgresSettings.Deadlines.USUAL;
    PostgresSettings settings =
        PostgresSettings.of(place, partitions)
            .withDeadlines(
                new PostgresSettings.Deadlines(
                    CONNECT, usual.read(), usual.list(), usual.write(), usual.lock()));
    return PostgresLedger.open(settings, TimeSource.SYSTEM);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      PostgresSettings.Server place, ErrorCode code) {
    return assertThatThrownBy(() -> open(place, 1))
        .isInstanceOfSatisfying(
            OvationException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private PostgresSettings.Server as(String user) {
    return new PostgresSettings.Server(place.url(), user, "", place.schema());
  }

  private PostgresSettings.Server in(String database) {
    return new PostgresSettings.Server(server.jdbcUrl(database), place.user(), "", place.schema());
  }

  @Test
  void manyNodesMayOpenANewLedgerAtOnce() throws Exception {
    try (ExecutorService nodes = Executors.newFixedThreadPool(3)) {
      List<Callable<Long>> openings = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        openings.add(
            () -> {
              try (PostgresLedger ledger = open(place, 4)) {
                return ledger.position(3).n();
              }
            });
      }
      for (Future<Long> opened : nodes.invokeAll(openings)) {
        assertThat(opened.get()).isZero();
      }
    }
  }

  @Test
  void anotherNumberOfPartitionsIsRefused() {
    open(place, 2).close();

    assertThatThrownBy(() -> open(place, 3))
        .hasMessageContaining("was made with 2 partitions")
        .hasMessageContaining("set it back to 2");
    open(place, 2).close();
  }

  @Test
  void aSchemaThatHoldsSomethingElseIsRefusedAndLeftAlone() throws Exception {
    TestPostgres.execute(place, "CREATE SCHEMA " + place.schema());
    TestPostgres.execute(place, "CREATE TABLE invoice(id int)");

    assertRefused(place, ErrorCode.NOT_READY)
        .hasMessageContaining("invoice")
        .hasMessageContaining("a schema of its own");
    TestPostgres.execute(place, "DROP TABLE invoice");
    open(place, 1).close();
  }

  @Test
  void aSchemaOfANewerVersionIsRefused() throws Exception {
    open(place, 1).close();
    TestPostgres.execute(
        place,
        "INSERT INTO schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', checksum,"
            + " installed_by, installed_on, execution_time, success FROM schema_history"
            + " WHERE version = '1'");

    assertRefused(place, ErrorCode.NOT_READY)
        .hasMessageContaining("99")
        .hasMessageContaining("a newer Ovation");
  }

  @Test
  void aSchemaThatWasMadeByOtherFilesIsRefused() throws Exception {
    open(place, 1).close();
    TestPostgres.execute(place, "UPDATE schema_history SET checksum = 1 WHERE version = '1'");

    assertRefused(place, ErrorCode.NOT_READY).hasMessageContaining("checksum");
  }

  @Test
  void missingRightsAreToldWithWhatToRun() throws Exception {
    String user = "plain_" + place.schema();
    TestPostgres.execute(place, "CREATE ROLE " + user + " LOGIN");

    assertRefused(as(user), ErrorCode.NOT_READY)
        .hasMessageContaining("CREATE SCHEMA " + place.schema() + " AUTHORIZATION \"" + user);
    TestPostgres.execute(place, "CREATE SCHEMA " + place.schema());
    assertRefused(as(user), ErrorCode.NOT_READY)
        .hasMessageContaining("GRANT USAGE, CREATE ON SCHEMA " + place.schema() + " TO");
    TestPostgres.execute(place, "GRANT USAGE, CREATE ON SCHEMA " + place.schema() + " TO " + user);
    open(as(user), 1).close();
  }

  @Test
  void aDatabaseOfAnotherEncodingIsRefused() throws Exception {
    String database = "latin_" + place.schema();
    TestPostgres.execute(
        place, "CREATE DATABASE " + database + " ENCODING 'LATIN1' TEMPLATE template0");

    assertRefused(in(database), ErrorCode.NOT_READY)
        .hasMessageContaining("encoding LATIN1")
        .hasMessageContaining("ENCODING 'UTF8'");
  }

  @Test
  void whoIsNotLetInIsToldWhy() {
    assertRefused(in("nowhere"), ErrorCode.NOT_READY).hasMessageContaining("\"nowhere\"");
    assertRefused(as("nobody"), ErrorCode.NOT_READY).hasMessageContaining("\"nobody\"");
  }

  @Test
  void aServerThatIsNotThereMayBeLater() {
    PostgresSettings.Server nowhere =
        new PostgresSettings.Server(
            "jdbc:postgresql://127.0.0.1:1/postgres?x=secret", "u", "secret", place.schema());

    assertRefused(nowhere, ErrorCode.LEDGER_UNAVAILABLE)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("secret");
  }
}
