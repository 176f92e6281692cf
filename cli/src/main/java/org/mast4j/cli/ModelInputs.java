package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.ClipWindows;
import org.mast4j.zoo.inference.WindowExtractor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The options by which embed and classify take a model and its inputs, and their reading. */
final class ModelInputs {
  @Mixin private ModelOption model;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Audio files, or .npy files of features [B, frames, mels] used as they are.")
  private List<Path> inputs;

  @Mixin private LongClips longClips;

  @Mixin private BadInputs bad;

  /** One clip to run, with the name to show for it. */
  record Clip(String name, ClipWindows windows) {}

  /** The windows of all clips. */
  static List<ClipWindows> windows(List<Clip> clips) {
    return clips.stream().map(Clip::windows).toList();
  }

  /** The names of all clips. */
  static List<String> names(List<Clip> clips) {
    return clips.stream().map(Clip::name).toList();
  }

  /** The model's path, for messages. */
  Path path() {
    return model.path();
  }

  StoredModel openModel() throws IOException {
    return longClips.applyTo(model.read());
  }

  /** What becomes of inputs that can't be used. */
  BadInputs bad() {
    return bad;
  }

  /** Checks the outputs, before any work. */
  void requireOutputs(List<OutputFile> outputs) throws IOException {
    List<Path> read = new ArrayList<>(inputs);
    read.add(model.path());
    Outputs.requireFiles(outputs, read);
  }

  /**
   * The windows of all good inputs, normalised (audio) or as they are (.npy), of the model's size.
   */
  List<Clip> read(StoredModel model) throws IOException {
    WindowExtractor extractor = new WindowExtractor(model.frontEnd(), model.windowing());
    List<Clip> clips = new ArrayList<>();
    for (Path input : inputs) {
      if (NpyFiles.isNpy(input)) {
        bad.read(() -> features(model, input)).ifPresent(rows -> addClips(input, rows, clips));
      } else {
        bad.read(() -> extractor.extract(input))
            .ifPresent(windows -> clips.add(new Clip(input.toString(), windows)));
      }
    }
    return clips;
  }

  private static INDArray features(StoredModel model, Path input) throws IOException {
    INDArray features = NpyFiles.readFeatures(input);
    int frames = model.encoder().grid().frames();
    int mels = model.encoder().grid().mels();
    if (features.size(1) != frames || features.size(2) != mels) {
      throw new IOException(
          input
              + ": features of shape "
              + Arrays.toString(features.shape())
              + "; the model expects [B, "
              + frames
              + ", "
              + mels
              + "]");
    }
    return features;
  }

  /** Each clip of a file of features that is finite; the others are told. */
  private void addClips(Path input, INDArray features, List<Clip> clips) {
    for (int i = 0; i < features.size(0); i++) {
      String name = input + "[" + i + "]";
      INDArray values = features.get(NDArrayIndex.point(i), NDArrayIndex.all(), NDArrayIndex.all());
      bad.read(() -> finite(name, Spectrogram.fromNDArray(values)))
          .ifPresent(one -> clips.add(new Clip(name, new ClipWindows(List.of(one)))));
    }
  }

  private static Spectrogram finite(String name, Spectrogram features) throws IOException {
    float[] values = features.values();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: %s at frame %d, mel %d; write these features again, or leave them out",
                name,
                values[i],
                i / features.mels(),
                i % features.mels()));
      }
    }
    return features;
  }

  /**
   * Refuses results that tell nothing.
   *
   * @param results [clips, ...]
   * @throws IOException naming the clip, if one holds a NaN or an infinite number
   */
  void requireFinite(List<Clip> clips, INDArray results) throws IOException {
    float[][] rows = results.reshape(clips.size(), -1).toFloatMatrix();
    for (int i = 0; i < rows.length; i++) {
      for (float value : rows[i]) {
        if (!Float.isFinite(value)) {
          throw new IOException(
              clips.get(i).name()
                  + ": the model's answer is "
                  + value
                  + "; weights in "
                  + model.path()
                  + " are NaN or too large, train or import it again");
        }
      }
    }
  }
}
