package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mast4j features}: log-mel spectrograms, PCEN or MFCC of audio files as a NumPy file. */
@Command(
    name = "features",
    description = {
      "Writes the log-mel of one file as float32 [frames, mels], of several as [n, frames, mels]",
      "(then --frames makes them equally long); or its PCEN [frames, mels], or MFCC",
      "[frames, cepstra]."
    })
final class FeaturesCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Audio files.")
  private List<Path> inputs;

  @Mixin private FrontEndChoice frontEnd;

  @Option(names = "--out", required = true, paramLabel = "X.npy", description = "Where to write.")
  private Path out;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Cut or pad to so many frames (default: as many as the file has).")
  private Optional<Integer> frames;

  @Option(names = "--normalize", description = "Normalise by the front end's mean and std.")
  private boolean normalize;

  @Override
  public Integer call() throws IOException {
    FrontEndConfig config = frontEnd.config(frames);
    FrontEnd extractor = FrontEnd.of(config);
    List<INDArray> features = new ArrayList<>();
    for (Path input : inputs) {
      Spectrogram logMel = extractor.apply(AudioFiles.read(input));
      if (frames.isPresent()) {
        logMel = config.fit(logMel);
      }
      if (normalize) {
        logMel = config.normalize(logMel);
      }
      if (!features.isEmpty() && logMel.frames() != features.get(0).size(0)) {
        throw new IOException(
            input
                + ": "
                + logMel.frames()
                + " frames, but "
                + inputs.get(0)
                + " has "
                + features.get(0).size(0)
                + "; give --frames to make them equally long");
      }
      features.add(logMel.toNDArray());
    }
    NpyFiles.write(
        out,
        features.size() == 1 ? features.get(0) : Nd4j.stack(0, features.toArray(INDArray[]::new)));
    return 0;
  }
}
