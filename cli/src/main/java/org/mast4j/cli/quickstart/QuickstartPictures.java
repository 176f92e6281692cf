package org.mast4j.cli.quickstart;

import java.util.List;
import java.util.SplittableRandom;
import org.mast4j.cli.report.Curve;
import org.mast4j.cli.report.Numbers;
import org.mast4j.cli.report.QuickstartReport;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.LogMixupExp;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Metric;
import org.mast4j.ssl.pretrain.Metrics;

/** Gathers what the report draws from what a run found. */
public final class QuickstartPictures {
  private QuickstartPictures() {}

  /** The report of a run that took so many seconds. */
  public static QuickstartReport report(Quickstart.Result result, long seed, double seconds) {
    PatchGrid grid = result.model().encoder().grid();
    SplittableRandom random = new SplittableRandom(seed);
    MixupMemory memory = new MixupMemory(1);
    memory.add(result.partner());
    Augmentation augmentation =
        new LogMixupExp(memory, LogMixupExp.STANDARD_MAX_SHARE)
            .then(new RandomResizedCrop(CropConfig.standard()));
    Spectrogram sample = result.sample();
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
        sample,
        grid,
        augmentation.apply(sample, random),
        augmentation.apply(sample, random),
        PatchDrop.keep(grid, 0.2, random),
        result.method().metrics().stream().map(metric -> curve(metric, result.history())).toList(),
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
