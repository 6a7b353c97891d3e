package dev.ovation.app.config;

import java.util.Set;

/**
 * Who may call.
 *
 * @param id what logs and metrics call the key; not secret
 * @param sha256 64 hexadecimal digits in lower case; the key itself is nowhere in the configuration
 * @param space the tenant the key belongs to
 */
public record ApiKey(String id, String sha256, String space, Set<Scope> scopes) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /** What a key may do. */
  public enum Scope {
    READ,
    WRITE,
    IMPORT,
    ADMIN
  }
}
