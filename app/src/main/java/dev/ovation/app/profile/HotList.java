package dev.ovation.app.profile;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process was asked for most, as a text that the next one can read: a line for each, {@code
 * t SPACE TYPE:ID} or {@code a SPACE ACTOR}. Ids hold no spaces.
 */
record HotList(List<Target> targets, List<Actor> actors) {
  static final HotList EMPTY = new HotList(List.of(), List.of());

  boolean isEmpty() {
    return targets.isEmpty() && actors.isEmpty();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Target target : targets) {
      text.append("t ").append(target.space()).append(' ').append(target.text()).append('\n');
    }
    for (Actor actor : actors) {
      text.append("a ").append(actor.space()).append(' ').append(actor.id()).append('\n');
    }
    return text.toString();
  }

  /** The list that a text holds; lines that are none of it are left out. */
  static HotList parse(String text) {
    List<Target> targets = new ArrayList<>();
    List<Actor> actors = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("t") && words[2].indexOf(':') > 0) {
        targets.add(Target.ofText(words[1], words[2]));
      } else if (words.length == 3 && words[0].equals("a")) {
        actors.add(new Actor(words[1], words[2]));
      }
    }
    return new HotList(targets, actors);
  }
}
