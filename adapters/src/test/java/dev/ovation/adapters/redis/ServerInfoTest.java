package dev.ovation.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which servers are refused. */
class ServerInfoTest {
  private static final Address ADDRESS = new Address("cache", 6379);

  private static ServerInfo server(String version, String policy) {
    return ServerInfo.parse(
        """
        # Server
        redis_version:%s
        redis_mode:cluster
        run_id:abc
        # Memory
        used_memory:17
        maxmemory:1000
        maxmemory_policy:%s
        """
            .formatted(version, policy));
  }

  @Test
  void whatAServerSaysIsRead() {
    assertThat(server("7.0.15", "noeviction"))
        .isEqualTo(new ServerInfo("abc", "7.0.15", true, "noeviction", 17, 1000));
  }

  @Test
  void versionsFromSixTwoOnAreTaken() {
    server("6.2.0", "noeviction").check(ADDRESS);
    server("7.0.15", "noeviction").check(ADDRESS);
    server("10.0", "noeviction").check(ADDRESS);

    assertThatThrownBy(() -> server("6.0.20", "noeviction").check(ADDRESS))
        .hasMessageContaining("cache:6379 is version 6.0.20; Redis 6.2 or newer is needed");
    assertThatThrownBy(() -> server("5.0.9", "noeviction").check(ADDRESS))
        .hasMessageContaining("6.2");
  }

  @Test
  void evictionAndASecretRunIdAreRefused() {
    assertThatThrownBy(() -> server("7.0.15", "volatile-ttl").check(ADDRESS))
        .hasMessageContaining("volatile-ttl")
        .hasMessageContaining("set maxmemory-policy to noeviction");
    assertThatThrownBy(() -> ServerInfo.parse("redis_version:7.0.15").check(ADDRESS))
        .hasMessageContaining("run id");
  }
}
