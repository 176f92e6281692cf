package org.mast4j.arbiter;

import java.io.Serializable;
import java.util.LinkedHashMap;

/**
 * One choice of what is searched: the value of an Arbiter candidate, which has to be serializable.
 *
 * @param values by the searched keys
 */
record SearchPoint(LinkedHashMap<String, Object> values) implements Serializable {}
