package dev.ovation.app.process;

import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests, to one server or to whichever of several answers. Thread-safe. */
@FunctionalInterface
interface Caller {
  ApiResponse send(String method, String path, @Nullable Map<String, ?> body)
      throws UnreachableException, InterruptedException;
}
