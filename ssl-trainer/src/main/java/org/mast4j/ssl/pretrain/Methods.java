package org.mast4j.ssl.pretrain;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The methods of pre-training on the class path. */
public final class Methods {
  /** The method of files and commands that name none. */
  public static final String DEFAULT = "ss-mast";

  private static final Map<String, Method> BY_NAME = new TreeMap<>();

  static {
    ServiceLoader.load(Method.class).forEach(method -> BY_NAME.put(method.name(), method));
  }

  private Methods() {}

  /**
   * The method of that name.
   *
   * @throws IllegalArgumentException if there is none on the class path, naming those that are
   */
  public static Method byName(String name) {
    Method method = BY_NAME.get(name);
    if (method == null) {
      throw new IllegalArgumentException(
          "method \"" + name + "\" is unknown; expected one of " + names());
    }
    return method;
  }

  /** The method of these settings: themselves, if they are one, or else the one that they name. */
  public static Method of(MethodConfig config) {
    return config instanceof Method method ? method : byName(config.method());
  }

  /** The names of all, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }
}
