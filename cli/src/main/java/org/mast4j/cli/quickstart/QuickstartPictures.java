package org.mast4j.cli.quickstart;

import java.util.List;
import org.mast4j.cli.report.Curve;
import org.mast4j.cli.report.Numbers;
import org.mast4j.cli.report.QuickstartReport;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Metric;
import org.mast4j.ssl.pretrain.Metrics;

/** Gathers what the report draws from what a run found. */
public final class QuickstartPictures {
  private QuickstartPictures() {}

  /** The report of a run that took so many seconds. */
  public static QuickstartReport report(Quickstart.Result result, long seed, double seconds) {
    PatchGrid grid = result.model().encoder().grid();
    MixupMemory memory = new MixupMemory(1);
    memory.add(result.partner());
    Views views = result.pretraining().views(memory);
    ClipSource sample = ClipSource.of(List.of(result.sample()));
    View viewA = views.draw(sample, 0, grid, ClipRandom.at(seed, 0, 0));
    View viewB = views.draw(sample, 0, grid, ClipRandom.at(seed, 0, 1));
    List<Metric> metrics = Methods.byName(result.pretraining().method()).metrics();
    return new QuickstartReport(
        new Numbers(
            result.chance(),
            result.probeLogMel(),
            result.probeRandom(),
            result.probePretrained(),
            result.gain().low(),
            result.gain().high(),
            result.finetuneRandom(),
            result.finetunePretrained(),
            seconds,
            result.speedup()),
        result.sample(),
        grid,
        viewA.logMel(),
        viewB.logMel(),
        viewA.patches().kept(),
        metrics.stream().map(metric -> curve(metric, result.history())).toList(),
        result.families(),
        confusion(result),
        result.embeddings().toDoubleMatrix(),
        result.testLabels());
  }

  private static Curve curve(Metric metric, List<Metrics> history) {
    return new Curve(
        metric.title(),
        metric.meaning(),
        history.stream().mapToDouble(step -> step.get(metric.name())).toArray(),
        metric.levels().stream()
            .map(level -> new Curve.Level(level.value(), level.label()))
            .toList());
  }

  /** [true class][predicted class] counts. */
  private static int[][] confusion(Quickstart.Result result) {
    int classes = result.families().size();
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < result.testLabels().length; i++) {
      counts[result.testLabels()[i]][result.predictions()[i]]++;
    }
    return counts;
  }
}
