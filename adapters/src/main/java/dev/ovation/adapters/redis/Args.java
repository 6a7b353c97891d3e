package dev.ovation.adapters.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a script, in order. The run id, which comes first, is added by the connection. */
final class Args {
  private final List<byte[]> list = new ArrayList<>();

  Args add(byte[] bytes) {
    list.add(bytes);
    return this;
  }

  Args add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Args add(long number) {
    return add(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  Args add(boolean flag) {
    return add(flag ? 1 : 0);
  }

  List<byte[]> list() {
    return list;
  }
}
