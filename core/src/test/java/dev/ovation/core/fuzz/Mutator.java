package dev.ovation.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Spoils what is right, as fuzzers do: bits flip, bytes go, come and are repeated, parts change
 * places. The same seed spoils the same way. Single-threaded.
 */
public final class Mutator {
  private static final List<String> HOSTILE =
      List.of(
          "\0",
          "\uFEFF",
          "\u202E",
          "\uD83D",
          "\uD83D\uDE00",
          "%00",
          "%",
          "%zz",
          "%2e%2e%2f",
          "../../etc/passwd",
          "' OR 1=1 --",
          "\r\nX: y",
          "-1",
          "9223372036854775808",
          "1e999",
          "NaN",
          "{}[]",
          "\"",
          "\\u0000",
          "&amp;<>",
          "${jndi:x}",
          "*",
          "a".repeat(3_000));

  private final SplittableRandom random;

  public Mutator(SplittableRandom random) {
    this.random = random;
  }

  public SplittableRandom random() {
    return random;
  }

  /** A text that troubles some program somewhere. */
  public String hostile() {
    return pick(HOSTILE);
  }

  public <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** True in so many of a hundred cases. */
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A text with one to four things wrong with it. */
  public String spoil(String text) {
    return new String(spoil(text.getBytes(UTF_8)), UTF_8);
  }

  /** Bytes with one to four things wrong with them. */
  public byte[] spoil(byte[] bytes) {
    byte[] spoilt = bytes;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      spoilt = once(spoilt);
    }
    return spoilt;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int to = at + random.nextInt(bytes.length - at + 1);
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes);
      case 1 -> joined(bytes, at, new byte[0], to);
      case 2 -> joined(bytes, at, hostile().getBytes(UTF_8), at);
      case 3 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, to), at);
      case 4 -> joined(bytes, at, noise(), Math.min(bytes.length, at + 4));
      default -> Arrays.copyOf(bytes, at);
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    if (flipped.length > 0) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(9)];
    random.nextBytes(noise);
    return noise;
  }

  /** The bytes before {@code at}, others, and the bytes from {@code from} on. */
  private static byte[] joined(byte[] bytes, int at, byte[] between, int from) {
    byte[] all = Arrays.copyOf(bytes, at + between.length + bytes.length - from);
    System.arraycopy(between, 0, all, at, between.length);
    System.arraycopy(bytes, from, all, at + between.length, bytes.length - from);
    return all;
  }
}
