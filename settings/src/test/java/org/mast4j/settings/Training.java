package org.mast4j.settings;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the tests read, set and describe: a component of every kind. */
@RecordBuilder
record Training(
    @Setting(value = "Optimiser steps.", byDefault = "100") int steps,
    @Setting(value = "Steps of linear warm-up.", byDefault = "10") int warmupSteps,
    @Setting(value = "Peak of the schedule.", byDefault = "3e-4", scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(value = "What masked cells hold.", byDefault = "0.5") float mask,
    @Setting(value = "Of every draw.", byDefault = "1") long seed,
    @Setting(value = "Train the head alone.", byDefault = "false") boolean freeze,
    @Setting(value = "What makes steps of gradients.", byDefault = "ADAM_W") Kind kind,
    @Setting(value = "Where it says who it is.", byDefault = "no") String title,
    @Setting(value = "The crop.", byDefault = "{minScale: 0.6}") Crop crop,
    @Setting(value = "Blocks of each stage.", byDefault = "[1, 2]") List<Integer> depths,
    @Setting(value = "What is done to a clip.", byDefault = "[{name: gain}]") List<Change> changes,
    @Setting("Names of the classes.") Optional<List<String>> labels,
    @Setting(value = "Shares by name.", byDefault = "{}") Map<String, Double> shares)
    implements TrainingBuilder.With {

  enum Kind {
    SGD,
    ADAM_W
  }

  Training {
    Require.positive("steps", steps);
    Require.that(warmupSteps <= steps, "warmupSteps", warmupSteps, "0 to steps");
    Require.positive("learningRate", learningRate);
  }

  /** A copy of another length; the warm-up takes a tenth of it. */
  @Override
  public Training withSteps(int newSteps) {
    return with(builder -> builder.steps(newSteps).warmupSteps(newSteps / 10));
  }

  /** A record within. */
  @RecordBuilder
  record Crop(
      @Setting(value = "Smallest crop.", byDefault = "0.1") double minScale,
      @Setting(value = "Largest crop.", byDefault = "1.5") double maxScale)
      implements TrainingCropBuilder.With {
    Crop {
      Require.positive("minScale", minScale);
      Require.that(maxScale >= minScale, "maxScale", maxScale, "at least minScale " + minScale);
    }

    @Preset("Nothing is cropped.")
    static Crop asItIs() {
      return new Crop(1, 1);
    }

    @Preset("For tests.")
    static Crop whole() {
      return new Crop(1, 1.5);
    }

    /** Keys that are no components, of which one may have to wait for the other. */
    @Setting("Smallest crop of old.")
    Crop withLeast(double scale) {
      return withMinScale(scale);
    }

    @Setting("Largest crop of old.")
    Crop withMost(double scale) {
      return withMaxScale(scale);
    }

    @Setting("Lowers the smallest crop.")
    Crop withStrength(double strength) {
      return withMinScale(1 - strength);
    }
  }

  /** Records chosen by name. */
  @ByName(Changes.class)
  interface Change {}

  record Gain(@Setting(value = "Decibels.", byDefault = "6") double decibels) implements Change {
    Gain {
      Require.positive("decibels", decibels);
    }
  }

  record Shift(@Setting(value = "Seconds.", byDefault = "1") double seconds) implements Change {}

  /** Their names. */
  static final class Changes implements Supplier<Map<String, Class<? extends Record>>> {
    @Override
    public Map<String, Class<? extends Record>> get() {
      return Map.of("gain", Gain.class, "shift", Shift.class);
    }
  }
}
