package dev.ovation.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns YAML into raw values that remember their lines. Scalars stay the text that was written:
 * what it means is for the setting's type to say.
 */
final class YamlSource {
  private static final int DEPTH_MAX = 16;

  private final String source;
  private final boolean hasLines;
  private final Problems problems;

  private YamlSource(String source, boolean hasLines, Problems problems) {
    this.source = source;
    this.hasLines = hasLines;
    this.problems = problems;
  }

  /** Reads a whole file. */
  static RawValue ofFile(String source, String yaml, Problems problems) {
    return new YamlSource(source, true, problems).read(yaml);
  }

  /** Reads a value in YAML's short form, for example {@code [{id: a}]}. */
  static RawValue ofValue(String source, String yaml, Problems problems) {
    return new YamlSource(source, false, problems).read(yaml);
  }

  private RawValue read(String yaml) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(1 << 20)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(yaml);
      return root.isEmpty() ? new RawValue.Empty(origin(Optional.empty())) : raw(root.get(), 0);
    } catch (MarkedYamlEngineException e) {
      problems.add(origin(e.getProblemMark()), "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(origin(Optional.empty()), "not valid YAML: " + e.getMessage());
    }
    return new RawValue.Empty(origin(Optional.empty()));
  }

  private RawValue raw(Node node, int depth) {
    Origin origin = origin(node.getStartMark());
    if (depth > DEPTH_MAX) {
      problems.add(origin, "nested too deeply");
      return new RawValue.Empty(origin);
    }
    return switch (node) {
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new RawValue.Empty(origin);
      case ScalarNode scalar -> new RawValue.Scalar(scalar.getValue(), origin);
      case SequenceNode sequence -> {
        List<RawValue> items = new ArrayList<>();
        sequence.getValue().forEach(item -> items.add(raw(item, depth + 1)));
        yield new RawValue.Items(items, origin);
      }
      case MappingNode mapping -> fields(mapping, origin, depth);
      case AnchorNode anchor -> raw(anchor.getRealNode(), depth + 1);
      default -> throw new IllegalStateException("a YAML node of an unknown sort: " + node);
    };
  }

  private RawValue fields(MappingNode mapping, Origin origin, int depth) {
    Map<String, RawValue> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Origin here = origin(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(here, "a name must be text");
        continue;
      }
      // The line of the name says more than that of a nested value, which may start further down.
      RawValue value = at(here, raw(tuple.getValueNode(), depth + 1));
      if (fields.put(key.getValue(), value) != null) {
        problems.add(here, key.getValue() + " is there twice");
      }
    }
    return new RawValue.Fields(fields, origin);
  }

  private static RawValue at(Origin origin, RawValue value) {
    return switch (value) {
      case RawValue.Scalar scalar -> new RawValue.Scalar(scalar.text(), origin);
      case RawValue.Items items -> new RawValue.Items(items.items(), origin);
      case RawValue.Fields fields -> new RawValue.Fields(fields.fields(), origin);
      case RawValue.Empty ignored -> new RawValue.Empty(origin);
    };
  }

  private Origin origin(Optional<Mark> mark) {
    return new Origin(source, hasLines && mark.isPresent() ? mark.get().getLine() + 1 : 0);
  }
}
