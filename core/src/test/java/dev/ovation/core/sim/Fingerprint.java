package dev.ovation.core.sim;

import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Tells states of a simulated world apart: 128 bits of everything that can be reached from it,
 * futures that wait and the steps that are to come with all they hold included. Of two states with
 * one fingerprint each does, step by step, what the other does, so one of them is enough to look
 * at. States that are the same may have different fingerprints, for one when a table remembers in
 * which order it was filled; these are looked at more than once.
 *
 * <p>Objects are numbered in the order in which they are met, so that it matters who shares what
 * with whom; records are values, which nobody compares by identity. What is of no class that is
 * known here is refused rather than passed over.
 */
final class Fingerprint {
  /** What says itself what of it matters. */
  interface Told {
    List<?> state();
  }

  /** Equal prints: equal states. */
  record Print(long high, long low) {}

  /**
   * What never changes, or changes nothing: plans, and what is kept to tell people, as sums are
   * that threads add up without looking at them.
   */
  private static final Set<Class<?>> PASSED_OVER =
      Set.of(
          Kinds.class,
          Partitioner.class,
          Plan.class,
          ClusterPlan.class,
          Scenario.class,
          Story.class,
          LongAdder.class,
          Thread.class);

  private static final Map<Class<?>, Integer> NUMBERS = new HashMap<>();
  private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();

  private final IdentityHashMap<Object, Integer> met = new IdentityHashMap<>();
  private final ArrayDeque<Object> ahead = new ArrayDeque<>();
  private long high = 1;
  private long low = 2;

  private Fingerprint() {}

  /**
   * The fingerprint of what can be reached from here. Not to be called by several threads at once.
   *
   * @throws IllegalStateException when it meets an object that it does not know how to read
   */
  static Print of(Object root) {
    Fingerprint print = new Fingerprint();
    print.reference(root);
    while (!print.ahead.isEmpty()) {
      print.content(print.ahead.removeFirst());
    }
    return new Print(print.high, print.low);
  }

  private void mix(long value) {
    high = (high ^ value) * 0x9e3779b97f4a7c15L;
    high ^= high >>> 32;
    low = (low + value) * 0xd6e8feb86659fd93L;
    low ^= low >>> 29;
  }

  private void text(String text) {
    mix(text.length());
    for (int i = 0; i < text.length(); i++) {
      mix(text.charAt(i));
    }
  }

  private void type(Class<?> type) {
    mix(NUMBERS.computeIfAbsent(type, t -> NUMBERS.size()));
  }

  /** An object as somebody holds it. */
  private void reference(@Nullable Object object) {
    switch (object) {
      case null -> mix(-1);
      case String text -> text(text);
      case Boolean flag -> mix(flag ? 1 : 0);
      case Character letter -> mix(letter);
      case Enum<?> constant -> {
        type(constant.getDeclaringClass());
        text(constant.name());
      }
      case Class<?> type -> type(type);
      case Record value when !PASSED_OVER.contains(value.getClass()) -> {
        type(value.getClass());
        fields(value);
      }
      case Number number when isOf("java.lang", number) -> mix(number.longValue());
      case Object other when isOf("java.time", other) -> text(other.toString());
      case Object other -> {
        Integer known = met.putIfAbsent(other, met.size());
        mix(known == null ? -2 : known);
        if (known == null) {
          ahead.add(other);
        }
      }
    }
  }

  private static boolean isOf(String name, Object object) {
    return object.getClass().getPackageName().equals(name);
  }

  private void content(Object object) {
    if (PASSED_OVER.contains(object.getClass()) || object instanceof Lock) {
      return;
    }
    type(object.getClass());
    switch (object) {
      case Told told -> told.state().forEach(this::reference);
      case Collection<?> collection -> {
        mix(collection.size());
        collection.forEach(this::reference);
        fieldsOfOurs(object);
      }
      case Map<?, ?> map -> {
        mix(map.size());
        map.forEach(
            (key, value) -> {
              reference(key);
              reference(value);
            });
        fieldsOfOurs(object);
      }
      case Number number -> mix(number.longValue());
      case AtomicBoolean flag -> mix(flag.get() ? 1 : 0);
      case AtomicReference<?> holder -> reference(holder.get());
      case Optional<?> held -> reference(held.orElse(null));
      case Throwable thrown -> text(String.valueOf(thrown.getMessage()));
      case Object array when array.getClass().isArray() -> array(array);
      default -> fields(object);
    }
  }

  private void array(Object array) {
    int length = Array.getLength(array);
    mix(length);
    for (int i = 0; i < length; i++) {
      switch (array) {
        case long[] numbers -> mix(numbers[i]);
        case int[] numbers -> mix(numbers[i]);
        case byte[] numbers -> mix(numbers[i]);
        default -> reference(Array.get(array, i));
      }
    }
  }

  private void fields(Object object) {
    FIELDS
        .computeIfAbsent(object.getClass(), Fingerprint::fieldsOf)
        .forEach(field -> field(object, field));
  }

  /** What is added to a collection of the library by whoever extends it. */
  private void fieldsOfOurs(Object object) {
    if (!object.getClass().getName().startsWith("java.")) {
      FIELDS.computeIfAbsent(object.getClass(), Fingerprint::fieldsOf).stream()
          .filter(field -> !field.getDeclaringClass().getName().startsWith("java."))
          .forEach(field -> field(object, field));
    }
  }

  private void field(Object object, Field field) {
    try {
      field.setAccessible(true);
      switch (field.getType().getName()) {
        case "int", "long", "short", "byte" -> mix(field.getLong(object));
        case "boolean" -> mix(field.getBoolean(object) ? 1 : 0);
        case "double", "float" -> mix(Double.doubleToLongBits(field.getDouble(object)));
        default -> reference(field.get(object));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("no reading of " + field, e);
    }
  }

  private static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> t = type; t != null; t = t.getSuperclass()) {
      for (Field field : t.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields;
  }
}
