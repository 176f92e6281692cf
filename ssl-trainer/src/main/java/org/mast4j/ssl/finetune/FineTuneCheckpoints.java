package org.mast4j.ssl.finetune;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.checkpoint.Checkpoint;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.checkpoint.RunIdentity;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderJson;
import org.mast4j.zoo.weights.Weights;

/** The checkpoints of a fine-tuning: by what it is known again, and when one is written. */
final class FineTuneCheckpoints implements Pause {
  private static final String CONFIG = "config";
  private static final String TASK = "task";

  /** One more, for where the newest is damaged. */
  private static final int KEEP_LAST = 2;

  private final Saving saving;
  private final Checkpoints checkpoints;
  private long lastSaved = System.nanoTime();

  FineTuneCheckpoints(Saving saving, ObjectNode identity) {
    this.saving = saving;
    this.checkpoints =
        new Checkpoints(
            saving.directory(),
            new RunIdentity(identity, FineTuneCheckpoints::complete),
            KEEP_LAST);
  }

  /** What is known of a run before its clips are read. */
  static ObjectNode settings(
      FineTuneConfig config, EncoderConfig architecture, Optional<Weights> encoder) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set(CONFIG, Settings.toJson(config));
    json.setAll(EncoderJson.toJson(architecture));
    encoder.ifPresent(weights -> json.put("startHash", weights.digest()));
    return json;
  }

  /** As {@link #settings}, for their comparison with a run whose clips were read. */
  static RunIdentity withoutTask(ObjectNode settings) {
    return new RunIdentity(
        settings,
        saved -> {
          complete(saved);
          saved.remove(TASK);
        });
  }

  /** All that decides a run's result. */
  static ObjectNode identity(ObjectNode settings, FineTuner.Task task) {
    ObjectNode json = settings.deepCopy();
    ObjectNode what = json.putObject(TASK);
    what.put("classes", task.classes()).put("activation", task.activation().name());
    what.set("train", identity(task.train()));
    task.validation().ifPresent(labelled -> what.set("validation", identity(labelled)));
    return json;
  }

  private static ObjectNode identity(FineTuner.Labelled labelled) {
    int[][] classes = labelled.targets().classes().toArray(int[][]::new);
    return JsonNodeFactory.instance
        .objectNode()
        .put("clips", labelled.targets().size())
        .put("clipsHash", Integer.toHexString(labelled.clips().hashCode()))
        .put("labelsHash", Integer.toHexString(Arrays.deepHashCode(classes)));
  }

  /** A setting that an earlier version didn't know was as it is by default now. */
  private static void complete(ObjectNode saved) {
    // one that can't be read is compared as it stands
    new Problems()
        .attempt(
            () -> Settings.read(FineTuneConfig.standard(), Document.of(saved.path(CONFIG), CONFIG)))
        .ifPresent(config -> saved.set(CONFIG, Settings.toJson(config)));
  }

  /**
   * What the run goes on from, if it was begun.
   *
   * @throws IOException if it is damaged, or of a run with other settings or clips
   */
  Optional<FineTuneState> newest() throws IOException {
    return checkpoints.newest().map(Checkpoint::state).map(FineTuneState::of);
  }

  @Override
  public boolean goesOn(Supplier<FineTuneState> state, boolean must) throws IOException {
    boolean stop = saving.stop().getAsBoolean();
    long interval = TimeUnit.MINUTES.toNanos(saving.minutes());
    if (stop || must || System.nanoTime() - lastSaved >= interval) {
      checkpoints.write(new Checkpoint(state.get().toSnapshot(), Optional.empty()));
      lastSaved = System.nanoTime();
    }
    return !stop;
  }
}
