package org.mast4j.samediff.engine;

import java.util.List;

/**
 * How a graph is run.
 *
 * @param plans how many it has
 * @param bytes of their memory
 * @param fallbacks why some or all of its calls are left to the stock session
 * @param profile a table for each plan, if measuring is switched on
 */
public record Status(int plans, long bytes, List<String> fallbacks, List<String> profile) {
  /** Of a graph that no engine has run. */
  public static final Status NONE = new Status(0, 0, List.of(), List.of());

  public Status {
    fallbacks = List.copyOf(fallbacks);
    profile = List.copyOf(profile);
  }
}
