package org.mast4j.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.function.Supplier;

/**
 * On an interface whose records a file tells apart by their key {@code name}; keys that it leaves
 * out have the record's defaults.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ByName {
  /** What lists the records by name; made by its constructor without arguments. */
  Class<? extends Supplier<? extends Map<String, ? extends Class<? extends Record>>>> value();
}
