package org.mast4j.ssl.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One clip of an iterator.
 *
 * @param views its log-mel, or those of two views
 * @param target [classes], if labels are learned from and the iterator gives them
 * @param name the meta data that the iterator collects, or its place
 */
record Example(List<Spectrogram> views, Optional<float[]> target, String name) {
  private static final int MOST_VIEWS = 2;

  /**
   * The clips of a batch.
   *
   * @param grid the encoder's
   * @param labelled whether labels are learned from
   * @param before how many clips of the epoch came before
   * @throws IllegalArgumentException if it has other features than a clip or two views of it
   */
  static List<Example> of(MultiDataSet batch, PatchGrid grid, boolean labelled, long before) {
    INDArray[] features = batch.getFeatures();
    if (features.length > MOST_VIEWS) {
      throw new IllegalArgumentException(
          features.length
              + " arrays of features; expected one of clips, or two of two views of each");
    }
    ClipFeatures reading = new ClipFeatures(grid);
    List<List<Spectrogram>> byView = new ArrayList<>();
    for (INDArray view : features) {
      byView.add(reading.logMels(view));
    }
    INDArray[] labels = batch.getLabels();
    boolean known = labelled && labels != null && labels.length > 0 && labels[0] != null;
    float[][] targets = known ? labels[0].toFloatMatrix() : new float[0][];
    List<Serializable> names = batch.getExampleMetaData();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < byView.get(0).size(); i++) {
      int clip = i;
      examples.add(
          new Example(
              byView.stream().map(view -> view.get(clip)).toList(),
              known ? Optional.of(targets[i]) : Optional.empty(),
              names == null ? "clip " + (before + i) + " of the epoch" : names.get(i).toString()));
    }
    return examples;
  }

  /** Whether these are two views of each clip. */
  static boolean areViews(List<Example> examples) {
    return examples.get(0).views().size() == MOST_VIEWS;
  }

  /** One view of each, as patches [B, N, P]. */
  static INDArray patches(List<Example> examples, int view, PatchGrid grid) {
    return patches(examples, view, UnaryOperator.identity(), grid);
  }

  /** The same of log-mels that are changed, say normalised. */
  static INDArray patches(
      List<Example> examples, int view, UnaryOperator<Spectrogram> change, PatchGrid grid) {
    return BatchedOutputs.patches(logMels(examples, view).stream().map(change).toList(), grid);
  }

  private static List<Spectrogram> logMels(List<Example> examples, int view) {
    return examples.stream().map(example -> example.views().get(view)).toList();
  }

  /** As what our trainers learn from. */
  static TrainingClips clips(List<Example> examples) {
    return new TrainingClips(
        ClipSource.of(logMels(examples, 0)),
        examples.stream().flatMap(example -> example.target().stream()).toList(),
        examples.stream().map(Example::name).toList());
  }
}
