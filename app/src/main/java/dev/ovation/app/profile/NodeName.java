package dev.ovation.app.profile;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a node calls itself. */
final class NodeName {
  private NodeName() {}

  /** The name as configured, or else the host's and the process's. */
  static String of(String configured) {
    return configured.isEmpty() ? host() + "-" + ProcessHandle.current().pid() : configured;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unnamed"; // A host may be without a name that can be resolved.
    }
  }
}
