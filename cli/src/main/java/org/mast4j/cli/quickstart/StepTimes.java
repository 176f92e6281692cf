package org.mast4j.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.cli.bench.Median;
import org.mast4j.cli.report.Speedup;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.zoo.EncoderConfig;

/** Times of a pre-training run's steps, but for the first, which plans and warms up. */
final class StepTimes {
  /** Steps in the stock session, a second or so each; the first isn't counted. */
  static final int STOCK_STEPS = 4;

  private final List<Double> millis = new ArrayList<>();
  private Optional<Long> last = Optional.empty();

  /** A step has ended. */
  void step() {
    long now = System.nanoTime();
    last.ifPresent(before -> millis.add((now - before) / 1e6));
    last = Optional.of(now);
  }

  /**
   * Compares this run, of two steps or more, with a few steps in the stock session, whose result is
   * thrown away.
   *
   * @param config of {@value #STOCK_STEPS} steps
   * @param clips raw, as the run had them
   * @param listener told after each step
   */
  Speedup against(
      EncoderConfig encoder,
      MethodConfig config,
      List<Spectrogram> clips,
      Pretrainer.Listener listener) {
    StepTimes stock = new StepTimes();
    Pretrainer pretrainer = new Pretrainer(encoder, config);
    Engines.unplanned(
        () ->
            pretrainer.run(
                clips,
                (step, result) -> {
                  stock.step();
                  listener.onStep(step, result);
                }));
    return new Speedup(Engines.name().orElseThrow(), Median.of(millis), Median.of(stock.millis));
  }
}
