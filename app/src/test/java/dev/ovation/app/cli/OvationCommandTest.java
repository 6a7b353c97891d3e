package dev.ovation.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.cli.FakeServer.Refusal;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OvationCommandTest {
  @Test
  void everyCommandHasHelpWithExamplesAndADescription() {
    CommandLine line = OvationCommand.commandLine(Map.of(), Cli.noServers());
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              Cli help = Cli.run(name, "--help");
              assertThat(help.exitCode()).as(name).isZero();
              assertThat(help.out()).as(name).contains("Usage: ovation " + name);
              assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
              if (!name.equals("version") && !name.equals("help")) {
                assertThat(help.out()).as(name).contains("Examples:");
              }
            });
  }

  @Test
  void wrongUseIsToldFromFailure() {
    assertThat(Cli.run().exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("get").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("gett", "video:7").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Cli.run("get", "video:7", "--url", "ftp://x").err())
        .contains("--url must be like http://127.0.0.1:8893");
    Cli config = Cli.run("config", "--set", "server.prt=1");
    assertThat(config.exitCode()).isEqualTo(ExitCode.CONFIG);
    assertThat(config.err()).contains("did you mean server.port?").doesNotContain("Exception");
  }

  @Test
  void whenNobodyAnswersItSaysWhatToStart() throws IOException {
    String url;
    try (FakeServer server = new FakeServer()) {
      url = server.url();
    }
    Cli run = Cli.run("get", "video:7", "--url", url);
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err())
        .contains("connection refused")
        .contains("ovation serve")
        .doesNotContain("Exception");
  }

  @Test
  void callsAreEncodedAndCarryTheKey() throws IOException {
    try (FakeServer server = new FakeServer()) {
      String url = server.url() + "/";
      assertThat(Cli.run("put", "video:a b", "reaction", "u/1", "love", "--url", url).exitCode())
          .isZero();
      assertThat(Cli.run("delete", "video:7", "like", "u1", "--url", url).exitCode()).isZero();
      assertThat(
              Cli.run("add", "video:7", "view", "u1", "--by", "3", "--token", "t", "--url", url)
                  .exitCode())
          .isZero();
      assertThat(Cli.run("get", "video:7", "like", "--all", "--url", url).exitCode()).isZero();
      assertThat(Cli.run("list", "u1", "like", "--type", "video", "--url", url).exitCode())
          .isZero();
      assertThat(Cli.run("explain", "video:7", "--url", url).exitCode()).isZero();
      assertThat(server.requests)
          .containsExactly(
              "PUT /v1/targets/video:a%20b/reaction/u%2F1 {\"value\":\"love\"}",
              "DELETE /v1/targets/video:7/like/u1 ",
              "POST /v1/targets/video:7/view {\"actor\":\"u1\",\"by\":3,\"token\":\"t\"}",
              "GET /v1/targets/video:7/like?limit=200 ",
              "GET /v1/actors/u1/like?type=video&limit=50 ",
              "GET /v1/targets/video:7/explain ");
    }
  }

  @Test
  void whatTheServerRefusesIsToldInItsWords() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.refusals.add(new Refusal(422, null));
      Cli run = Cli.run("put", "video:7", "like", "u1", "--url", server.url());
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err()).isEqualTo("ovation: HTTP 422 overloaded: too much\n");
    }
  }

  @Test
  void theConfigurationIsPrintedForPeopleAndMachines() throws IOException {
    Map<String, String> environment = Map.of("OVATION_SERVER_PORT", "1234");
    assertThat(Cli.run(environment, "config").out())
        .contains("  port: 1234  # from OVATION_SERVER_PORT");
    Cli json = Cli.run(environment, "config", "--json", "--host", "localhost");
    assertThat(json.json().object("server.port").number("value")).isEqualTo(1234);
    assertThat(json.json().object("server.host").text("source")).isEqualTo("--host");
    assertThat(Cli.run("version", "--json").json().text("java")).startsWith("25");
  }
}
