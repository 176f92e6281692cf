package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code mast4j features}: log-mel spectrograms, PCEN or MFCC of audio files as a NumPy file. */
@Command(
    name = "features",
    description = {
      "Writes the log-mel of one file as float32 [frames, mels], of several as [n, frames, mels]",
      "(then --frames makes them equally long); or its PCEN [frames, mels], or MFCC",
      "[frames, cepstra]."
    })
final class FeaturesCommand implements Callable<Integer> {
  enum Kind {
    KALDI("kaldi", FrontEndConfig.kaldi()),
    LIBROSA("librosa", FrontEndConfig.librosa()),
    KALDI_MFCC("kaldi-mfcc", FrontEndConfig.kaldiMfcc()),
    LIBROSA_MFCC("librosa-mfcc", FrontEndConfig.librosaMfcc()),
    LIBROSA_PCEN("librosa-pcen", FrontEndConfig.librosaPcen());

    private final String text;
    private final FrontEndConfig standard;

    Kind(String text, FrontEndConfig standard) {
      this.text = text;
      this.standard = standard;
    }

    FrontEndConfig config(Optional<Integer> mels, Optional<Integer> frames) {
      FrontEndConfig config = mels.map(standard::withMels).orElse(standard);
      return frames.map(config::withFrames).orElse(config);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String name) {
      return Arrays.stream(Kind.values())
          .filter(kind -> kind.text.equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "\"%s\" is no front end; expected one of %s"
                          .formatted(name, Arrays.toString(Kind.values()))));
    }
  }

  @Parameters(arity = "1..*", paramLabel = "INPUT", description = "Audio files.")
  private List<Path> inputs;

  @Option(
      names = "--front-end",
      required = true,
      paramLabel = "NAME",
      converter = KindConverter.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Kind frontEnd;

  @Option(names = "--out", required = true, paramLabel = "X.npy", description = "Where to write.")
  private Path out;

  @Option(
      names = "--frames",
      paramLabel = "N",
      description = "Cut or pad to so many frames (default: as many as the file has).")
  private Optional<Integer> frames;

  @Option(
      names = "--mels",
      paramLabel = "N",
      description = "Mel bins (default: 128; kaldi-mfcc: 23).")
  private Optional<Integer> mels;

  @Option(names = "--normalize", description = "Normalise by the front end's mean and std.")
  private boolean normalize;

  @Override
  public Integer call() throws IOException {
    FrontEndConfig config = frontEnd.config(mels, frames);
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
