package dev.ovation.adapters.redis;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where a node of a cluster sends a client.
 *
 * @param asking for this command only, because the slot is on its way
 */
record Redirect(Address to, boolean asking) {

  /** Reads {@code MOVED slot host:port} and {@code ASK slot host:port}; null for other failures. */
  static @Nullable Redirect of(Throwable failure, Address from) {
    String message = failure.getMessage();
    if (!(failure instanceof RedisCommandExecutionException) || message == null) {
      return null;
    }
    String[] words = message.split(" ", -1);
    boolean asking = words[0].equals("ASK");
    if (words.length < 3 || !(asking || words[0].equals("MOVED"))) {
      return null;
    }
    Address to = Address.parse(words[2]);
    // A node that does not know its own name leaves it out and means the one that was asked.
    return new Redirect(to.host().isEmpty() ? new Address(from.host(), to.port()) : to, asking);
  }
}
