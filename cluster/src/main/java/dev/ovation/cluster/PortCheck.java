package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks whether engines will get their ports, before one of them is started. Stateless. */
final class PortCheck {
  private PortCheck() {}

  /**
   * Looks at the ports of all.
   *
   * @param all the engines of a layout, none of which may want another's port
   * @param toStart those of them that will listen anew
   * @throws EngineException with every port that is not to be had, who needs it, and what to change
   */
  static void requireFree(List<Engine> all, List<Engine> toStart) {
    List<String> problems = new ArrayList<>();
    Map<Integer, Engine> owners = new HashMap<>();
    for (Engine engine : all) {
      for (int port : ports(engine)) {
        Engine other = owners.putIfAbsent(port, engine);
        if (other != null) {
          problems.add(
              "port "
                  + port
                  + " is wanted by "
                  + other.name()
                  + " and by "
                  + engine.name()
                  + ": choose others with "
                  + engine.portOption());
        } else if (toStart.contains(engine) && !FreePorts.isFree(port)) {
          problems.add(
              "port "
                  + port
                  + " is taken by another program, and "
                  + engine.name()
                  + " needs it: end that program, or choose another port with "
                  + engine.portOption());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new EngineException("nothing was started:\n  " + String.join("\n  ", problems));
    }
  }

  private static List<Integer> ports(Engine engine) {
    List<Integer> ports = new ArrayList<>(List.of(engine.port()));
    ports.addAll(engine.morePorts());
    return ports;
  }
}
