package org.mast4j.ssl.pretrain;

import java.util.List;

/**
 * What a run reported, from its first step on.
 *
 * @param steps one entry a step
 * @param monitorings each look at the monitors
 */
public record History(List<Metrics> steps, List<Monitoring> monitorings) {
  public History {
    steps = List.copyOf(steps);
    monitorings = List.copyOf(monitorings);
  }
}
