package org.mast4j.ssl.finetune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.mast4j.ssl.checkpoint.Snapshot;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a checkpoint keeps of a fine-tuning.
 *
 * @param pauses that came before
 * @param head the trained head, once that stage is over; empty before, and where there is none
 * @param frozen what the validation split says of the frozen encoder, in mode {@link
 *     TrainMode#AUTO}
 * @param epochs of the stage that goes on
 * @param training what that stage has made of them, as {@link Epochs#state} names it
 */
record FineTuneState(
    long pauses,
    Weights head,
    Optional<Validation> frozen,
    List<FineTuner.Epoch> epochs,
    Weights training) {
  private static final String HEAD = "head:";
  private static final String TRAINING = "training:";
  private static final String EPOCHS = "epochs"; // [epochs, 2]
  private static final String SCORE = "frozenScore";
  private static final String LOSS = "frozenLoss";

  FineTuneState {
    epochs = List.copyOf(epochs);
  }

  /** Whether the head was trained, so that all weights are now. */
  boolean hasHead() {
    return !head.keys().isEmpty();
  }

  /** As the content of one file. */
  Snapshot toSnapshot() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    head.toMap().forEach((name, array) -> arrays.put(HEAD + name, array));
    training.toMap().forEach((name, array) -> arrays.put(TRAINING + name, array));
    if (!epochs.isEmpty()) {
      arrays.put(
          EPOCHS,
          Nd4j.createFromArray(epochs.stream().map(FineTuneState::row).toArray(double[][]::new)));
    }
    Map<String, String> notes = new LinkedHashMap<>();
    frozen.ifPresent(
        validation -> {
          notes.put(SCORE, Double.toString(validation.score()));
          notes.put(LOSS, Double.toString(validation.loss()));
        });
    return new Snapshot(pauses, Weights.of(arrays), notes);
  }

  private static double[] row(FineTuner.Epoch epoch) {
    return new double[] {epoch.loss(), epoch.validationScore().orElse(Double.NaN)};
  }

  /** Reads what {@link #toSnapshot} gave. */
  static FineTuneState of(Snapshot snapshot) {
    Weights arrays = snapshot.arrays();
    Map<String, String> notes = snapshot.notes();
    List<FineTuner.Epoch> epochs = new ArrayList<>();
    if (arrays.keys().contains(EPOCHS)) {
      for (double[] row : arrays.get(EPOCHS).toDoubleMatrix()) {
        OptionalDouble score =
            Double.isNaN(row[1]) ? OptionalDouble.empty() : OptionalDouble.of(row[1]);
        epochs.add(new FineTuner.Epoch(epochs.size(), row[0], score));
      }
    }
    return new FineTuneState(
        snapshot.step(),
        part(arrays, HEAD),
        Optional.ofNullable(notes.get(SCORE))
            .map(Double::parseDouble)
            .map(score -> new Validation(score, Double.parseDouble(notes.get(LOSS)))),
        epochs,
        part(arrays, TRAINING));
  }

  private static Weights part(Weights arrays, String prefix) {
    UnaryOperator<String> rest = name -> name.substring(prefix.length());
    return arrays.select(name -> name.startsWith(prefix)).renamed(rest);
  }
}
