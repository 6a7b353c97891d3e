package dev.ovation.app.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All routes, found by method and segments. The first that matches wins. Immutable. */
final class RouteTable {
  private final List<Route> routes;

  RouteTable(List<List<Route>> groups) {
    List<Route> all = new ArrayList<>();
    groups.forEach(all::addAll);
    routes = List.copyOf(all);
  }

  List<Route> all() {
    return routes;
  }

  @Nullable Route find(String method, List<String> segments) {
    for (Route route : routes) {
      if (route.method().equals(method) && route.matches(segments)) {
        return route;
      }
    }
    return null;
  }

  /** The methods that a path takes. */
  Set<String> methods(List<String> segments) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.matches(segments)) {
        methods.add(route.method());
      }
    }
    return methods;
  }
}
