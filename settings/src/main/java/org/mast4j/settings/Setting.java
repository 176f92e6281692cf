package org.mast4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component is for. On a method {@code withX} of one argument it makes {@code x} a
 * key too: one that no file of all values holds, but that changes some of them.
 */
@Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
  /** A sentence with the unit, for help. */
  String value();

  /**
   * The value of {@link Settings#defaults} as YAML: {@code 3e-4}, {@code [1, 2]}; a record within
   * the record has its own defaults, of which <code>{minScale: 0.5}</code> replaces one. Empty if
   * there is no default.
   */
  String byDefault() default "";

  /** How a search walks along its values. */
  Scale scale() default Scale.LINEAR;
}
