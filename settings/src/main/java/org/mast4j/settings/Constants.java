package org.mast4j.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/** The constants of enums by the names that files have for them. */
final class Constants {
  private Constants() {}

  static Map<String, Object> byName(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(name((Enum<?>) constant), constant);
    }
    return constants;
  }

  /** That of {@link JsonProperty}, or else Java's. */
  static String name(Enum<?> constant) {
    try {
      JsonProperty property =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      return property == null ? constant.name() : property.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e); // each constant is a public field
    }
  }
}
