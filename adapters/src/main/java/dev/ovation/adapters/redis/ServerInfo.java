package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server says of itself.
 *
 * @param runId another one after each restart
 * @param usedBytes memory used now
 * @param maxBytes memory that may be used, 0 for any amount
 */
record ServerInfo(
    String runId,
    String version,
    boolean clustered,
    String evictionPolicy,
    long usedBytes,
    long maxBytes) {

  private static final int MAJOR_MIN = 6;
  private static final int MINOR_MIN = 2;
  private static final String POLICY = "noeviction";

  /** Reads the answer to INFO. */
  static ServerInfo parse(String info) {
    Map<String, String> values = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return new ServerInfo(
        values.getOrDefault("run_id", ""),
        values.getOrDefault("redis_version", "0.0"),
        values.getOrDefault("redis_mode", "").equals("cluster"),
        values.getOrDefault("maxmemory_policy", ""),
        Long.parseLong(values.getOrDefault("used_memory", "0")),
        Long.parseLong(values.getOrDefault("maxmemory", "0")));
  }

  /**
   * Refuses what would break the protocol.
   *
   * @throws OvationException that says what to do
   */
  void check(Address address) {
    if (runId.isEmpty()) {
      throw refused(address, "does not tell its run id; allow the user INFO");
    }
    if (!isNewEnough()) {
      throw refused(
          address,
          "is version %s; Redis %d.%d or newer is needed".formatted(version, MAJOR_MIN, MINOR_MIN));
    }
    if (!evictionPolicy.equals(POLICY)) {
      throw refused(
          address,
          "has maxmemory-policy %s and would throw away writes that are not in the ledger yet; set maxmemory-policy to %s, in its configuration file or by CONFIG SET"
              .formatted(evictionPolicy, POLICY));
    }
  }

  private boolean isNewEnough() {
    String[] parts = version.split("\\.", -1);
    int major = Integer.parseInt(parts[0]);
    return major > MAJOR_MIN || (major == MAJOR_MIN && Integer.parseInt(parts[1]) >= MINOR_MIN);
  }

  private static OvationException refused(Address address, String what) {
    return new OvationException(ErrorCode.NOT_READY, "the Redis server at " + address + ' ' + what);
  }
}
