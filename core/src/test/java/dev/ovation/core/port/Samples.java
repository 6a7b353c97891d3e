package dev.ovation.core.port;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small values that the contracts are written with. */
public final class Samples {
  /** When everything in the contracts happens, in milliseconds of the Unix epoch. */
  public static final long AT_MILLIS = Version.EPOCH_MILLIS + 1_000_000;

  private Samples() {}

  public static Target video(int id) {
    return new Target("default", "video", "v" + id);
  }

  public static TargetKind likesOf(int video) {
    return new TargetKind(video(video), "like");
  }

  public static Interaction like(int video, String actor) {
    return Interaction.of(video(video), "like", actor);
  }

  public static Interaction reaction(int video, String actor) {
    return Interaction.of(video(video), "reaction", actor);
  }

  public static Interaction view(int video, String actor) {
    return Interaction.of(video(video), "view", actor);
  }

  /** A version by its place in a line: a greater number is newer. */
  public static long version(int number) {
    return Version.atMillis(AT_MILLIS + number, 1);
  }

  /** A register event whose version and time are told by a number. */
  public static RegisterEvent set(Interaction interaction, @Nullable String value, int number) {
    return new RegisterEvent(interaction, value, version(number), AT_MILLIS + number);
  }

  /** A counter event whose version and time are told by a number. */
  public static CounterEvent add(
      Interaction interaction, int by, @Nullable String token, int number) {
    return new CounterEvent(interaction, by, token, version(number), AT_MILLIS + number);
  }

  /** The first videos that are in a partition. */
  public static List<Integer> videosIn(int partition, Partitioner partitioner, int wanted) {
    List<Integer> found = new ArrayList<>();
    for (int id = 0; found.size() < wanted; id++) {
      if (partitioner.ofRegisters(video(id)) == partition) {
        found.add(id);
      }
    }
    return found;
  }
}
