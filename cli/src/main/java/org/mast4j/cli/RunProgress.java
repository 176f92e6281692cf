package org.mast4j.cli;

import java.util.Locale;
import org.mast4j.cli.runs.RunRecorder;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Pretrainer;

/** Shows a run of pre-training to people, and records it. */
final class RunProgress implements Pretrainer.Listener {
  private final ProgressBars bars;
  private final RunRecorder recorder;
  private final MethodConfig config;
  private final long start = System.nanoTime();
  private int steps;

  RunProgress(ProgressBars bars, RunRecorder recorder, MethodConfig config) {
    this.bars = bars;
    this.recorder = recorder;
    this.config = config;
  }

  @Override
  public void onStep(int step, Metrics report) {
    recorder.step(step + 1, report.values());
    steps++;
    double seconds = (System.nanoTime() - start) / 1e9;
    bars.stepTo(
        step + 1,
        String.format(
            Locale.ROOT,
            "%s, %.0f clips/s",
            config.summary(report),
            steps * config.batchSize() / seconds));
  }
}
