package org.mast4j.cli;

import java.util.Locale;
import java.util.Optional;
import org.mast4j.cli.runs.RunRecorder;
import org.mast4j.ssl.pretrain.History;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Monitor;
import org.mast4j.ssl.pretrain.Monitoring;
import org.mast4j.ssl.pretrain.Pretrainer;

/** Shows a run of pre-training to people, and records it. */
final class RunProgress implements Pretrainer.Listener {
  private final ProgressBars bars;
  private final RunRecorder recorder;
  private final MethodConfig config;
  private final Optional<Monitor> bestBy;
  private long start;
  private int steps;
  private String looked = "";

  RunProgress(
      ProgressBars bars, RunRecorder recorder, MethodConfig config, Optional<Monitor> bestBy) {
    this.bars = bars;
    this.recorder = recorder;
    this.config = config;
    this.bestBy = bestBy;
  }

  @Override
  public void onStart(History before) {
    recorder.start(before);
    start = System.nanoTime();
  }

  @Override
  public void onStep(int step, Metrics report) {
    recorder.step(step + 1, report);
    steps++;
    double seconds = (System.nanoTime() - start) / 1e9;
    bars.stepTo(
        step + 1,
        String.format(
            Locale.ROOT,
            "%s%s, %.0f clips/s",
            config.summary(report),
            looked,
            steps * config.batchSize() / seconds));
  }

  @Override
  public void onMonitor(Monitoring look) {
    recorder.look(look);
    bestBy.ifPresent(
        monitor -> {
          String name = monitor.metric().name();
          looked =
              String.format(
                  Locale.ROOT, ", %s %.3f at %d", name, look.values().get(name), look.step());
        });
  }
}
