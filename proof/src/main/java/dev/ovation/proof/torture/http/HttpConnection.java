package dev.ovation.proof.torture.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;

/**
 * A connection to a server on loopback that is kept for many requests, several of which may be on
 * their way at once. It knows of HTTP/1.1 what our server's answers need, because a client that
 * does all of it costs as much as the server beside it. Not thread-safe.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 1_000;
  private static final int LINE_BYTES_MAX = 8_192;

  private final Socket socket;
  private final InputStream in;
  private final byte[] line = new byte[LINE_BYTES_MAX];
  private boolean last;

  /** An answer. */
  public record Response(int status, String body) {
    public boolean isOk() {
      return status == 200;
    }
  }

  /**
   * Connects.
   *
   * @param patience how long to wait for each answer
   * @throws IOException when nobody listens; nothing was asked then
   */
  public HttpConnection(int port, Duration patience) throws IOException {
    socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) patience.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 16_384);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  public static String post(String path, String json) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + json.length()
        + "\r\n\r\n"
        + json;
  }

  /** Sends one request, or several in one go; all of it is ASCII. */
  public void send(String requests) throws IOException {
    socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
  }

  /** Waits for the next answer. */
  public Response receive() throws IOException {
    String status = readLine();
    if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
      throw new IOException("no answer of HTTP: " + status);
    }
    int length = -1;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      String value = header.substring(colon + 1).strip();
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "connection" -> last = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    if (length < 0) {
      throw new IOException("an answer without Content-Length");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer broke off");
    }
    return new Response(Integer.parseInt(status.substring(9, 12)), new String(body, UTF_8));
  }

  /** Whether the server has said that it takes no more requests here. */
  public boolean isLast() {
    return last;
  }

  private String readLine() throws IOException {
    int length = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server hung up");
      }
      if (length == LINE_BYTES_MAX) {
        throw new IOException("a header without end");
      }
      line[length++] = (byte) b;
    }
    return new String(line, 0, Math.max(0, length - 1), ISO_8859_1);
  }

  /** Sends one request and waits for its answer. */
  public Response ask(String request) throws IOException {
    send(request);
    return receive();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
  }
}
