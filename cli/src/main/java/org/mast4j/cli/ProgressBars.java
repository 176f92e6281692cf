package org.mast4j.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mast4j.cli.quickstart.Quickstart;

/** Progress for people, on standard error: a bar a job, with speed and time left. */
final class ProgressBars implements Quickstart.JobListener, AutoCloseable {
  private static final int UPDATE_MILLIS = 500;

  private ProgressBar bar;

  @Override
  public void begin(String job, int steps) {
    begin(job, steps, 0);
  }

  /** A job of which so many steps were done before, whose time isn't counted. */
  void begin(String job, int steps, int done) {
    if (bar != null) {
      bar.stepTo(bar.getMax());
    }
    close();
    bar =
        new ProgressBarBuilder()
            .setTaskName(job)
            .setInitialMax(steps)
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .build();
  }

  @Override
  public void step(String detail) {
    bar.setExtraMessage(" " + detail);
    bar.step();
  }

  /** So many steps of the job are done, the last with this detail. */
  void stepTo(int done, String detail) {
    bar.setExtraMessage(" " + detail);
    bar.stepTo(done);
  }

  /** So many steps of the job are done. */
  void stepTo(int done) {
    bar.stepTo(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
