package dev.ovation.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.fuzz.Mutator;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.OvationException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A cursor that was changed is refused, and nothing else happens. */
class CursorFuzzTest {
  private static final int CURSORS = 50_000;

  @Test
  void spoiltCursorsAreRefused() {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    int same = 0;
    for (int i = 0; i < CURSORS; i++) {
      Page page = new Page(mutator.random().nextLong(), "u" + mutator.random().nextInt(), 50);
      String cursor = mutator.spoil(Cursor.write(page, "list"));
      try {
        // Base64 leaves bits unused at its end, so another text may mean the same.
        assertThat(Cursor.read(cursor, "list", 50)).as("seed %d, %s", seed, cursor).isEqualTo(page);
        same++;
      } catch (OvationException e) {
        assertThat(e.code()).as("seed %d, %s", seed, cursor).isEqualTo(ErrorCode.INVALID_CURSOR);
      }
    }
    assertThat(same).as("seed %d", seed).isLessThan(CURSORS / 10);
  }
}
