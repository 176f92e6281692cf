package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.inference.ClipWindows;
import org.mast4j.zoo.inference.WindowExtractor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options by which embed and classify take a model and its inputs, and their reading. */
final class ModelInputs {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Model directory.")
  private Path model;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Audio files, or .npy files of features [B, frames, mels] used as they are.")
  private List<Path> inputs;

  @Mixin private LongClips longClips;

  /** One clip to run, with the name to show for it. */
  record Clip(String name, ClipWindows windows) {}

  /** The windows of all clips. */
  static List<ClipWindows> windows(List<Clip> clips) {
    return clips.stream().map(Clip::windows).toList();
  }

  /** The model's path, for messages. */
  Path path() {
    return model;
  }

  ModelDirectory openModel() throws IOException {
    return longClips.applyTo(ModelDirectory.read(model));
  }

  /** The windows of all inputs, normalised (audio) or as they are (.npy), of the model's size. */
  List<Clip> read(ModelDirectory model) throws IOException {
    WindowExtractor extractor = new WindowExtractor(model.frontEnd(), model.windowing());
    List<Clip> clips = new ArrayList<>();
    for (Path input : inputs) {
      if (NpyFiles.isNpy(input)) {
        INDArray features = NpyFiles.readFeatures(input);
        requireSize(model, input, features);
        for (int i = 0; i < features.size(0); i++) {
          INDArray clip =
              features.get(NDArrayIndex.point(i), NDArrayIndex.all(), NDArrayIndex.all());
          ClipWindows one = new ClipWindows(List.of(Spectrogram.fromNDArray(clip)));
          clips.add(new Clip(input + "[" + i + "]", one));
        }
      } else {
        clips.add(new Clip(input.toString(), extractor.extract(input)));
      }
    }
    return clips;
  }

  private static void requireSize(ModelDirectory model, Path input, INDArray features)
      throws IOException {
    int frames = model.encoder().grid().frames();
    int mels = model.encoder().grid().mels();
    if (features.size(1) != frames || features.size(2) != mels) {
      throw new IOException(
          input
              + ": features of shape "
              + java.util.Arrays.toString(features.shape())
              + "; the model expects [B, "
              + frames
              + ", "
              + mels
              + "]");
    }
  }
}
