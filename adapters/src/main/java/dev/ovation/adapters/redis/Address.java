package dev.ovation.adapters.redis;

import io.lettuce.core.RedisURI;

/** Where a server listens. */
record Address(String host, int port) {

  static Address of(RedisURI uri) {
    return new Address(uri.getHost(), uri.getPort());
  }

  /** Reads {@code host:port}; the host may itself hold colons. */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return host + ':' + port;
  }
}
