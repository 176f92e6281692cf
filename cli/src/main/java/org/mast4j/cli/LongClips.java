package org.mast4j.cli;

import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that set what is looked at of a clip longer than the model's window. */
final class LongClips {
  @Option(
      names = "--long-clips",
      paramLabel = "mean|first",
      description = {
        "Of a clip longer than the model's window: the mean over windows along all of it, or the",
        "first window alone, as transformers truncates (default: as the model says)."
      })
  private Optional<Rule> rule;

  @Option(
      names = "--hop",
      converter = Bounds.Positive.class,
      paramLabel = "SECONDS",
      description =
          "From one window to the next of a longer clip (default: as the model says; half a window"
              + " where it says nothing).")
  private Optional<Double> hop;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private enum Rule {
    mean,
    first
  }

  /** Whether a rule was asked for. */
  boolean isGiven() {
    return rule.isPresent() || hop.isPresent();
  }

  /** The model with the rule that was asked for, or its own. */
  StoredModel applyTo(StoredModel model) {
    FrontEndConfig frontEnd = model.frontEnd();
    boolean first = rule.equals(Optional.of(Rule.first));
    if (first && hop.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "--hop is for --long-clips mean; leave one of the two out");
    }
    if (hop.isPresent()) {
      return model.withWindowing(every(hop.get(), frontEnd));
    }
    if (first) {
      return model.withWindowing(Windowing.first(frontEnd));
    }
    boolean truncating = model.windowing().hop().isEmpty();
    return rule.isPresent() && truncating
        ? model.withWindowing(Windowing.halfOverlap(frontEnd))
        : model;
  }

  private Windowing every(double seconds, FrontEndConfig frontEnd) {
    try {
      return Windowing.every(seconds, frontEnd);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--hop: " + e.getMessage(), e);
    }
  }
}
