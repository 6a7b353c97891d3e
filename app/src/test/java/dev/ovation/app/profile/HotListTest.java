package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotListTest {
  @Test
  void isReadAsItWasWritten() {
    HotList list =
        new HotList(
            List.of(new Target("default", "video", "7"), new Target("shop", "item", "a~b-c.d_e")),
            List.of(new Actor("default", "u42")));

    assertThat(HotList.parse(list.text())).isEqualTo(list);
    assertThat(HotList.parse(HotList.EMPTY.text())).isEqualTo(HotList.EMPTY);
  }

  @Test
  void leavesOutWhatItCannotRead() {
    String text =
        "t default video:7\nt default\nx default video:8\na default\nt default :\na b c d";

    assertThat(HotList.parse(text).targets()).containsExactly(new Target("default", "video", "7"));
    assertThat(HotList.parse(text).actors()).isEmpty();
  }
}
