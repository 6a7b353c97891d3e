package dev.ovation.proof.torture.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link does to a connection what it is told. The server behind it says back what it hears. */
@Timeout(20)
class LinkTest {
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final int SILENCE_MILLIS = 150;
  private static final int PATIENCE_MILLIS = 10_000;

  private ServerSocket server;
  private Link link;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    link = new Link(0, server.getLocalPort(), DELAY);
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    server.close();
  }

  @Test
  void whatIsSentArrivesAndSoDoesTheGoodbye() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, "hello")).isEqualTo("hello");
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void muchArrivesWhole() throws IOException {
    String much = "0123456789".repeat(50_000);
    try (Socket client = connect()) {
      assertThat(ask(client, much)).isEqualTo(much);
    }
  }

  @Test
  void aDelayIsTakenInBothDirections() throws IOException {
    link.set(LinkMode.DELAY);
    try (Socket client = connect()) {
      long start = System.nanoTime();
      assertThat(ask(client, "hello")).isEqualTo("hello");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(DELAY.multipliedBy(2));
    }
  }

  @Test
  void whatIsDroppedArrivesWhenThatEnds() throws IOException {
    try (Socket open = connect()) {
      assertThat(ask(open, "a")).isEqualTo("a");
      link.set(LinkMode.DROP);
      say(open, "hello");
      isSilent(open);
      try (Socket late = connect()) {
        say(late, "late");
        isSilent(late);
        link.set(LinkMode.PASS);
        assertThat(hear(open, 5)).isEqualTo("hello");
        assertThat(hear(late, 4)).isEqualTo("late");
      }
    }
  }

  @Test
  void aHalfOpenConnectionIsNeverAnsweredAndIsResetInTheEnd() throws IOException {
    link.set(LinkMode.HALF_OPEN);
    try (Socket client = connect()) {
      say(client, "hello");
      isSilent(client);
      link.set(LinkMode.PASS);
      assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThat(ask(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void openAndNewConnectionsAreReset() throws IOException {
    try (Socket open = connect()) {
      assertThat(ask(open, "a")).isEqualTo("a");
      link.set(LinkMode.RESET);
      assertThatThrownBy(() -> hear(open, 1)).isInstanceOf(SocketException.class);
    }
    assertThatThrownBy(
            () -> {
              try (Socket client = connect()) {
                hear(client, 1);
              }
            })
        .isInstanceOf(SocketException.class);
  }

  @Test
  void aDripTakesItsTime() throws IOException {
    link.set(LinkMode.DRIP);
    try (Socket client = connect()) {
      long start = System.nanoTime();
      String text = "x".repeat(200);
      assertThat(ask(client, text)).isEqualTo(text);
      // Four parts with three rests between them; the way back begins with the first.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(DELAY.multipliedBy(3));
    }
  }

  @Test
  void oneWayIsOpenAndTheOtherIsNot() throws IOException {
    for (LinkMode mode : new LinkMode[] {LinkMode.TO_SERVER_ONLY, LinkMode.TO_CLIENT_ONLY}) {
      try (Socket client = connect()) {
        assertThat(ask(client, "a")).isEqualTo("a");
        link.set(mode);
        say(client, "hello");
        isSilent(client);
        link.set(LinkMode.PASS);
        assertThat(hear(client, 5)).isEqualTo("hello");
      }
    }
  }

  @Test
  void whereNobodyListensConnectionsAreReset() throws IOException {
    server.close();
    try (Socket client = connect()) {
      assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
    }
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException reset) {
      // What some tests are about.
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** The bytes are said beside, because neither side could go on if both only spoke. */
  private static String ask(Socket client, String text) throws IOException {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                say(client, text);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    return hear(client, text.length());
  }

  private static String hear(Socket client, int length) throws IOException {
    InputStream in = client.getInputStream();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new SocketException("the connection ended");
    }
    return new String(bytes, US_ASCII);
  }

  private static void isSilent(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(PATIENCE_MILLIS);
  }
}
