package org.mast4j.cli;

import java.util.Locale;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.ssl.lape.Lape;
import org.mast4j.ssl.lape.LapeResult;
import org.mast4j.ssl.lape.LapeUnit;

/** Shows how many units are done, and what goes on in the next one. */
final class LapeProgress implements Lape.Listener, AutoCloseable {
  private final ProgressBars bars = new ProgressBars();
  private final int units;
  private final int epochs;
  private int done;
  private boolean shown;

  /**
   * Begins.
   *
   * @param units in all
   * @param stored of them
   * @param epochs of a fine-tuning
   */
  LapeProgress(int units, int stored, int epochs) {
    this.units = units;
    this.done = stored;
    this.epochs = epochs;
  }

  /** Makes way for another bar. */
  void hide() {
    bars.close();
    shown = false;
  }

  private void show(String detail) {
    if (!shown) {
      bars.begin("lape", units, done);
      shown = true;
    }
    bars.stepTo(done, detail);
  }

  @Override
  public void onUnit(LapeUnit unit) {
    show(unit.toString());
  }

  @Override
  public void onEpoch(LapeUnit unit, FineTuner.Epoch epoch) {
    show("%s, epoch %d of %d".formatted(unit, epoch.epoch() + 1, epochs));
  }

  @Override
  public void onDone(LapeUnit unit, LapeResult result) {
    done++;
    show(String.format(Locale.ROOT, "%s: %.3f", unit, result.accuracy()));
  }

  @Override
  public void close() {
    bars.close();
  }
}
