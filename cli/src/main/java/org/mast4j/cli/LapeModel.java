package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.ssl.lape.Contestant;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;

/** A model of {@code lape}: a checkpoint, or an encoder with random weights. */
record LapeModel(
    @Setting(
            "A model directory, as pretrain, finetune and import write them, or the name of a model"
                + " that comes along.")
        Optional<String> path,
    @Setting("An encoder's name, in place of a path: its weights are random, anew at each seed.")
        Optional<String> preset,
    @Setting("Frames of 10 ms a clip that the preset's encoder sees.") Optional<Integer> frames,
    @Setting("Mel bins likewise.") Optional<Integer> mels,
    @Setting("The preset's front end, as in pretrain; its family's if not set.")
        Optional<String> frontEnd) {

  LapeModel {
    Require.that(
        path.isPresent() != preset.isPresent(),
        "path",
        path.orElse("is missing"),
        "either a path or a preset");
    Require.that(
        path.isEmpty() || (frames.isEmpty() && mels.isEmpty() && frontEnd.isEmpty()),
        "path",
        path.orElse(""),
        "no frames, mels or frontEnd beside it, which the model knows");
    preset.ifPresent(Architectures::preset);
    frontEnd.ifPresent(FrontEndChoice.Kind::of);
  }

  /**
   * The same with an absolute path, a relative one being that of a folder. The name of a bundled
   * model stays, unless there is a folder of that name.
   */
  LapeModel within(Path folder) {
    Optional<String> there =
        path.map(text -> BundledModels.within(folder, new PathConverter().convert(text)));
    return new LapeModel(there, preset, frames, mels, frontEnd);
  }

  /**
   * What is tried, its weights read once to be sure of them.
   *
   * @throws IOException if there is no such model, or its weights don't fit it
   */
  Contestant contestant(String name) throws IOException {
    if (path.isEmpty()) {
      EncoderConfig encoder = encoder();
      FrontEndConfig hearing =
          frontEnd
              .map(FrontEndChoice.Kind::of)
              .map(kind -> kind.over(encoder.grid()))
              .orElseGet(encoder::frontEnd);
      return Contestant.random(name, encoder, hearing);
    }
    StoredModel model = read();
    try {
      model.requireShapes();
    } catch (IllegalArgumentException e) {
      throw new IOException(path.get() + ": " + e.getMessage(), e);
    }
    return Contestant.checkpoint(
        name, model.encoder(), model.frontEnd(), model.weights().encoder().digest());
  }

  private EncoderConfig encoder() {
    EncoderConfig standard = Architectures.preset(preset.orElseThrow());
    PatchGrid grid = mels.map(standard.grid()::withMels).orElse(standard.grid());
    return standard.withGrid(frames.map(grid::withFrames).orElse(grid));
  }

  /** The weights of a checkpoint's encoder. */
  Weights weights() throws IOException {
    return read().weights().encoder();
  }

  private StoredModel read() throws IOException {
    return BundledModels.directoryOrName(Path.of(path.orElseThrow()));
  }
}
