package org.mast4j.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record's components and the withers that it declares itself.
 *
 * @param type the record
 * @param components by name, in its order
 * @param withers by key: those of components, in their order, which change more than their
 *     component, and, by name, those with a {@link Setting} of their own
 */
record RecordType(
    Class<? extends Record> type,
    Map<String, RecordComponent> components,
    Map<String, Method> withers) {

  static RecordType of(Class<? extends Record> type) {
    Map<String, RecordComponent> components = new LinkedHashMap<>();
    Map<String, Method> withers = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(component.getName(), component);
      ownWither(type, component).forEach(wither -> withers.put(component.getName(), wither));
    }
    Arrays.stream(type.getDeclaredMethods()) // in no order of Java's own
        .filter(method -> method.isAnnotationPresent(Setting.class))
        .filter(method -> method.getParameterCount() == 1)
        .sorted(Comparator.comparing(Method::getName))
        .forEach(method -> withers.putIfAbsent(key(method), method));
    return new RecordType(type, components, withers);
  }

  private static List<Method> ownWither(Class<?> type, RecordComponent component) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> !method.isBridge() && method.getParameterCount() == 1)
        .filter(method -> method.getName().startsWith("with") && method.getName().length() > 4)
        .filter(method -> key(method).equals(component.getName()))
        .filter(method -> method.getParameterTypes()[0] == component.getType())
        .toList();
  }

  /** Those of its values that have a name. */
  Presets presets() {
    return Presets.of(type);
  }

  /** Of {@code withX}: x. */
  static String key(Method wither) {
    String name = wither.getName().substring("with".length());
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** Every key that may be set. */
  List<String> keys() {
    List<String> keys = new ArrayList<>(components.keySet());
    withers.keySet().stream().filter(key -> !components.containsKey(key)).forEach(keys::add);
    return keys;
  }

  /** The values of a record, in its components' order. */
  Map<String, Object> values(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    components.forEach((name, component) -> values.put(name, value(component, record)));
    return values;
  }

  static Object value(RecordComponent component, Record record) {
    return invoke(component.getAccessor(), record);
  }

  /** Whether it has a constructor without arguments. */
  boolean isService() {
    return Arrays.stream(type.getDeclaredConstructors())
        .anyMatch(constructor -> constructor.getParameterCount() == 0);
  }

  /** Calls the canonical constructor, whose complaint is thrown as it is. */
  Record construct(Map<String, Object> values) {
    List<Class<?>> types =
        components.values().stream().<Class<?>>map(RecordComponent::getType).toList();
    return construct(types, components.keySet().stream().map(values::get).toList());
  }

  /** Calls a constructor of these types, whose complaint is thrown as it is. */
  Record construct(List<Class<?>> types, List<Object> arguments) {
    try {
      Constructor<? extends Record> constructor =
          type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(arguments.toArray());
    } catch (InvocationTargetException e) {
      throw unchecked(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no constructor of " + types, e);
    }
  }

  /** Calls a method, whose complaint is thrown as it is. */
  static Object invoke(Method method, Object target, Object... arguments) {
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw unchecked(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(method + " can't be called", e);
    }
  }

  private static RuntimeException unchecked(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException thrown) {
      return thrown;
    }
    throw new IllegalStateException(e.getCause());
  }
}
