package dev.ovation.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.sim.SimLeases;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeNumberTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private final SimTime time = new SimTime();
  private final SimLeases leases = new SimLeases(time);

  private NodeNumber acquire(String holder) {
    return NodeNumber.acquire(leases, time, holder, TTL, Duration.ZERO);
  }

  @Test
  void liveNodesHaveDifferentNumbers() {
    assertThat(acquire("a").number()).isNotEqualTo(acquire("b").number());
  }

  @Test
  void aNumberIsHeldWhileItIsRenewedInTime() {
    NodeNumber node = acquire("a");
    for (int i = 0; i < 5; i++) {
      time.advance(TTL.minusSeconds(1));
      assertThat(node.renew()).isTrue();
    }
    assertThat(node.isHeld()).isTrue();
  }

  @Test
  void aNumberThatWasNotRenewedInTimeIsLostForGood() {
    NodeNumber node = acquire("a");
    time.advance(TTL);

    assertThat(node.isHeld()).isFalse();
    assertThat(node.renew()).isFalse();
    assertThat(node.isHeld()).isFalse();
  }

  @Test
  void aNumberThatIsGivenBackIsNoLongerHeld() {
    NodeNumber node = acquire("a");
    node.release();

    assertThat(node.isHeld()).isFalse();
    assertThat(node.renew()).isFalse();
  }
}
