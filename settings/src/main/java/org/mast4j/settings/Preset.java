package org.mast4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a static method of a record without arguments: a value of it that files and command lines give
 * by the method's name, in the place of an object; {@code shiftInTime} is {@code shift-in-time}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Preset {
  /** What it is for, in a sentence. */
  String value();
}
