package org.mast4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.PatchDrop;
import picocli.CommandLine.Option;

/** The settings of pre-training that have options of their own. */
final class PretrainOptions {
  @Option(
      names = "--steps",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Optimiser steps.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--batch",
      converter = Bounds.AtLeastTwo.class,
      paramLabel = "N",
      description = "Clips of a step.")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--micro-batch",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "N",
      description = "Clips of a step in memory at a time (0: all).")
  private Optional<Integer> microBatch = Optional.empty();

  @Option(
      names = "--lr",
      converter = Bounds.Positive.class,
      paramLabel = "X",
      description = "Peak learning rate.")
  private Optional<Double> learningRate = Optional.empty();

  @Option(
      names = "--temperature",
      converter = Bounds.Positive.class,
      paramLabel = "X",
      description = "Of the contrastive loss.")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = "--momentum",
      converter = Bounds.Share.class,
      paramLabel = "X",
      description = "Of the teacher.")
  private Optional<Double> momentum = Optional.empty();

  @Option(
      names = "--patch-drop",
      converter = Bounds.Share.class,
      paramLabel = "X",
      description = "Share of patches dropped.")
  private Optional<Double> patchDrop = Optional.empty();

  @Option(
      names = "--patch-drop-mode",
      paramLabel = "MODE",
      description = {
        "grid: as many of every row (default); free: any patches, as published (ast-* alone);",
        "mask: none goes, a learned token takes their place."
      })
  private Optional<PatchDrop.Mode> patchDropMode = Optional.empty();

  @Option(
      names = "--queue",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "N",
      description = "Past keys as negatives (MoCo).")
  private Optional<Integer> queue = Optional.empty();

  @Option(
      names = "--seed",
      converter = Bounds.Seed.class,
      paramLabel = "N",
      description = "Of weights, batches, views.")
  private Optional<Long> seed = Optional.empty();

  /** Those that were given, by the keys of the settings. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    steps.ifPresent(value -> values.put("steps", value));
    batch.ifPresent(value -> values.put("batchSize", value));
    microBatch.ifPresent(value -> values.put("microBatch", value));
    learningRate.ifPresent(value -> values.put("learningRate", value));
    temperature.ifPresent(value -> values.put("temperature", value));
    momentum.ifPresent(value -> values.put("momentum", value));
    patchDrop.ifPresent(value -> values.put("patchDrop", value));
    patchDropMode.ifPresent(value -> values.put("patchDropMode", value));
    queue.ifPresent(value -> values.put("queueSize", value));
    seed.ifPresent(value -> values.put("seed", value));
    return values;
  }
}
