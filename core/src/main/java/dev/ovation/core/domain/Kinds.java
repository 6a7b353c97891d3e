package dev.ovation.core.domain;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured kinds by name, in the order of the configuration. Immutable. */
public final class Kinds {
  private final Map<String, Kind> byName;

  public Kinds(Collection<Kind> kinds) {
    Map<String, Kind> map = new LinkedHashMap<>();
    for (Kind kind : kinds) {
      if (map.putIfAbsent(kind.name(), kind) != null) {
        throw new IllegalArgumentException("kind " + kind.name() + " is configured twice");
      }
    }
    byName = Collections.unmodifiableMap(map);
  }

  /** The kinds that exist out of the box. */
  public static Kinds standard() {
    return new Kinds(
        List.of(
            new Kind.Register("like", List.of("like")),
            new Kind.Register("reaction", List.of("like", "love", "haha", "wow", "sad", "angry")),
            new Kind.Register("vote", List.of("up", "down")),
            new Kind.Register("favorite", List.of("favorite")),
            new Kind.Register("follow", List.of("follow")),
            new Kind.Register(
                "rating", List.of("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5")),
            new Kind.Counter("view"),
            new Kind.Counter("share"),
            new Kind.Counter("play")));
  }

  public @Nullable Kind find(String name) {
    return byName.get(name);
  }

  public Collection<Kind> all() {
    return byName.values();
  }
}
