package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.decode.Segment;
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
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Cut or pad to so many frames (default: as many as the file has).")
  private Optional<Integer> frames;

  @Option(names = "--normalize", description = "Normalise by the front end's mean and std.")
  private boolean normalize;

  @Mixin private BadInputs bad;

  @Override
  public Integer call() throws IOException {
    OutputFile file = new OutputFile(out, NpyFiles.KIND);
    Outputs.requireFiles(List.of(file), inputs);
    FrontEndConfig config = frontEnd.config(frames);
    FrontEnd extractor = FrontEnd.of(config);
    List<Spectrogram> features = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Path input : inputs) {
      Optional<Spectrogram> read = bad.read(() -> features(extractor, input));
      if (read.isPresent()) {
        features.add(read.get());
        names.add(input.toString());
        requireEqualLengths(features, names);
      }
    }
    if (bad.mayWrite(file, names)) {
      INDArray[] arrays = features.stream().map(Spectrogram::toNDArray).toArray(INDArray[]::new);
      NpyFiles.write(file, inputs.size() == 1 ? arrays[0] : Nd4j.stack(0, arrays));
      bad.listRows(file, names);
    }
    return bad.exitCode();
  }

  private Spectrogram features(FrontEnd extractor, Path input) throws IOException {
    Spectrogram features = extractor.apply(input, Segment.WHOLE);
    if (frames.isPresent()) {
      features = extractor.config().fit(features);
    }
    return normalize ? extractor.config().normalize(features) : features;
  }

  private static void requireEqualLengths(List<Spectrogram> features, List<String> names)
      throws IOException {
    int last = features.size() - 1;
    if (features.get(last).frames() != features.get(0).frames()) {
      throw new IOException(
          names.get(last)
              + ": "
              + features.get(last).frames()
              + " frames, but "
              + names.get(0)
              + " has "
              + features.get(0).frames()
              + "; give --frames to make them equally long");
    }
  }
}
