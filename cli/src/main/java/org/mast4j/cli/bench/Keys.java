package org.mast4j.cli.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constants as the command line and the JSON have them: "ast-base-forward-1x1214". */
public final class Keys {
  private Keys() {}

  /** The key of a constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant of a key.
   *
   * @param kind for the error, such as "work"
   * @throws IllegalArgumentException listing the keys
   */
  public static <E extends Enum<E>> E find(Class<E> type, String kind, String key) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no %s \"%s\"; expected one of %s"
                        .formatted(
                            kind,
                            key,
                            Arrays.stream(type.getEnumConstants())
                                .map(Keys::of)
                                .collect(Collectors.joining(", ")))));
  }
}
