package org.mast4j.cli;

import java.util.Arrays;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options by which commands take a front end. */
final class FrontEndChoice {
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

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Kind of(String name) {
      return Arrays.stream(values())
          .filter(kind -> kind.text.equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "\"%s\" is no front end; expected one of %s"
                          .formatted(name, Arrays.toString(values()))));
    }

    /** The front end as it stands, but of as many mels and frames as an encoder reads. */
    FrontEndConfig over(PatchGrid grid) {
      return standard.withMels(grid.mels()).withFrames(grid.frames());
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String name) {
      try {
        return Kind.of(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Option(
      names = "--front-end",
      required = true,
      paramLabel = "NAME",
      converter = KindConverter.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Kind kind;

  @Option(
      names = "--mels",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Mel bins (default: 128; kaldi-mfcc: 23).")
  private Optional<Integer> mels;

  /** The front end; what {@code frames} means is the command's own matter. */
  FrontEndConfig config(Optional<Integer> frames) {
    FrontEndConfig config = mels.map(kind.standard::withMels).orElse(kind.standard);
    return frames.map(config::withFrames).orElse(config);
  }
}
