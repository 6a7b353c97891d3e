package dev.ovation.adapters.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The scripts, one an operation; each is atomic on one slot. Their texts are resources beside this
 * class and name in their first line the parts that they begin with.
 */
enum Script {
  STANDING("standing"),
  CLAIM("claim"),
  RENEW_PLACE("renew-place"),
  DROP_PLACE("drop-place"),
  NEED("need"),
  CREATE_PLACE("create-place"),
  SWEEP("sweep"),
  READ("read"),
  ENTRIES("entries"),
  SLOT("slot"),
  LOADED_TARGETS("loaded-targets"),
  LOADED_ACTORS("loaded-actors"),
  VIEW("view"),
  APPLY("apply"),
  FILL_BASE("fill-base"),
  CONFIRM_TARGETS("confirm-targets"),
  CONFIRM_SETTLED("confirm-settled"),
  CONFIRM_PLACE("confirm-place"),
  TRIM("trim"),
  READ_VIEW("read-view"),
  LEASE_VIEW("lease-view"),
  FILL_VIEW("fill-view"),
  CONFIRM_VIEWS("confirm-views");

  private static final String NEEDS = "-- needs:";

  private final String text;
  private final String sha;

  Script(String name) {
    StringBuilder whole = new StringBuilder();
    String operation = resource(name + ".lua");
    String needs = operation.lines().findFirst().orElse("");
    if (!needs.startsWith(NEEDS)) {
      throw new IllegalStateException(name + ".lua does not say what it needs");
    }
    for (String part : needs.substring(NEEDS.length()).trim().split(" ", -1)) {
      whole.append(resource("lib-" + part + ".lua")).append('\n');
    }
    // The server keeps the text and compiles it at each restart; comments are of no use there.
    this.text = withoutComments(whole.append(operation).toString());
    this.sha = sha1(text());
  }

  byte[] text() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** By which a server finds the script once it has met its text. */
  String sha() {
    return sha;
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("script " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("script " + name + " can't be read", e);
    }
  }

  private static String withoutComments(String script) {
    StringBuilder code = new StringBuilder();
    script
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("--"))
        .forEach(line -> code.append(line).append('\n'));
    return code.toString();
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
