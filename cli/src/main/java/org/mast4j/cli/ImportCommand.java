package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LabelsFile;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.ModelImporter;
import org.mast4j.zoo.pretrained.Confirmation;
import org.mast4j.zoo.pretrained.PretrainedCatalogue;
import org.mast4j.zoo.pretrained.PretrainedEntry;
import org.mast4j.zoo.pretrained.PretrainedFile;
import org.mast4j.zoo.pretrained.PretrainedModels;
import org.mast4j.zoo.pretrained.Sha256;
import org.mast4j.zoo.pretrained.StoreConfig;
import org.mast4j.zoo.pretrained.UnconfirmedException;
import org.mast4j.zoo.pretrained.WeightsStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code mast4j import}: published weights into a model directory. */
@Command(
    name = "import",
    description = {
      "Reads published weights (transformers AST; timm ViT, DeiT, MViTv2; YuanGongND's AST and",
      "SSAST; a MAST4J model), adapts them to other inputs or classes, and writes a model directory.",
      "A name of the catalogue is downloaded and verified first; --list prints the catalogue."
    })
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LongClips longClips;

  @Parameters(
      paramLabel = "SOURCE",
      description = {
        "A directory with config.json and weights, a .safetensors or .pth file (with the config.json",
        "beside it, if there is one), or a name of the catalogue."
      })
  private String source;

  @Option(
      names = "--list",
      help = true,
      description = "Print the catalogue of published weights, and import nothing.")
  private boolean list;

  @Option(
      names = "--trust",
      paramLabel = "SHA256",
      split = ",",
      description = {
        "Hash of a catalogue file whose hash nobody published, got from where you trust; it is",
        "pinned: from then on only that file passes."
      })
  private List<String> trusted = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "Model directory to write.")
  private Path out;

  @Option(
      names = "--classes",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "A new classifier of N classes, unless the source has as many.")
  private Optional<Integer> classes;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "Labels of the classes, one a line, or a CSV file with a column display_name: as many as the",
        "source has classes, unless --classes says otherwise."
      })
  private Optional<Path> labels;

  @Option(
      names = "--multi-label",
      description = "A clip can have several classes (sigmoid; default: as the source says).")
  private boolean multiLabel;

  @Option(
      names = "--frames",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Frames of the input.")
  private Optional<Integer> frames;

  @Option(
      names = "--mels",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Mel bins of the input.")
  private Optional<Integer> mels;

  @Option(
      names = "--stride",
      paramLabel = "N|F,T",
      converter = StrideConverter.class,
      description = "Step between patches, or over frequency and over time.")
  private Optional<Stride> stride;

  @Option(
      names = "--keep-patch",
      description = "Keep an image model's own patches where they aren't the spectrogram's.")
  private boolean keepPatch;

  @Option(
      names = "--tables",
      paramLabel = "keep|resize",
      defaultValue = "keep",
      description = {
        "Tables of relative positions (MAST): as they are, indexed as timm does, or resized to the",
        "input (default: ${DEFAULT-VALUE})."
      })
  private Tables tables;

  @Option(
      names = "--arch",
      paramLabel = "NAME",
      description = "What a file is, without config.json: mvitv2_small, ssast-base, ...")
  private Optional<String> architecture;

  @Option(
      names = "--seed",
      converter = Bounds.Seed.class,
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of a new classifier (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--quantize",
      description = {
        "Store matrices of weights as 8-bit integers, a scale for each row: a quarter of the size.",
        "What reads the model computes with what they stand for; --precision int8 multiplies them."
      })
  private boolean quantise;

  private enum Tables {
    keep,
    resize
  }

  /** Steps between patches. */
  private record Stride(int mels, int frames) {}

  /** Reads "10" and "10,16". */
  private static final class StrideConverter implements ITypeConverter<Stride> {
    @Override
    public Stride convert(String text) {
      if (!text.matches("\\d{1,6}(,\\d{1,6})?")) {
        throw new TypeConversionException("\"" + text + "\"; expected N or F,T");
      }
      String[] numbers = text.split(",");
      return new Stride(
          Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1]));
    }
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      printCatalogue();
      return 0;
    }
    Outputs.requireModel(out, inputs());
    ImportedModel imported = read(options());
    imported = imported.withModel(longClips.applyTo(imported.model()));
    if (quantise) {
      StoredModel model = imported.model();
      imported = imported.withModel(model.withWeights(model.weights().quantised()));
    }
    Outputs.requireRoom(out, imported.model().weights());
    imported.model().write(out);
    print(imported);
    return 0;
  }

  /** What is read here; a name of the catalogue is no path of an existing file. */
  private List<Path> inputs() {
    return Stream.concat(Stream.of(Path.of(source)), labels.stream()).toList();
  }

  private ImportedModel read(ImportOptions options) throws IOException {
    PretrainedCatalogue catalogue = PretrainedCatalogue.standard();
    if (Files.exists(Path.of(source)) || catalogue.find(source).isEmpty()) {
      return ModelImporter.read(Path.of(source), options);
    }
    Confirmation confirmation = Confirmation.of(hashes());
    WeightsStore store = new WeightsStore(StoreConfig.fromSystemProperties());
    try (ProgressBars progress = new ProgressBars()) {
      Downloads downloads = new Downloads(progress);
      return new PretrainedModels(catalogue, store)
          .read(source, options, confirmation, downloads::at);
    } catch (UnconfirmedException e) {
      throw new IOException(
          e.getMessage()
              + ": --trust "
              + e.files().stream().map(f -> f.sha256().toString()).collect(Collectors.joining(",")),
          e);
    }
  }

  private Set<Sha256> hashes() {
    try {
      return trusted.stream().map(Sha256::new).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), "--trust: " + e.getMessage(), e);
    }
  }

  /** One bar a file. */
  private static final class Downloads {
    private static final long KIB = 1024;

    private final ProgressBars progress;
    private Optional<PretrainedFile> current = Optional.empty();

    Downloads(ProgressBars progress) {
      this.progress = progress;
    }

    void at(PretrainedFile file, long done, OptionalLong total) {
      if (!current.equals(Optional.of(file))) {
        current = Optional.of(file);
        progress.begin(file.name() + " (KiB)", Math.toIntExact(total.orElse(0) / KIB));
      }
      progress.stepTo(Math.toIntExact(done / KIB));
    }
  }

  private void printCatalogue() {
    PrintWriter console = spec.commandLine().getOut();
    for (PretrainedEntry entry : PretrainedCatalogue.standard().entries()) {
      String metrics =
          entry.metrics().stream()
              .map(m -> "%s %s on %s".formatted(m.measure(), m.value(), m.data()))
              .collect(Collectors.joining(", "));
      console.println(
          "%-42s %-5s %-14s %s"
              .formatted(entry.name(), entry.model().architecture(), entry.licence(), metrics));
    }
    console.flush();
  }

  private ImportOptions options() throws IOException {
    ImportOptions.Builder options =
        ImportOptions.builder()
            .multiLabel(multiLabel)
            .keepPatch(keepPatch)
            .resizeTables(tables == Tables.resize)
            .seed(seed);
    architecture.ifPresent(options::architecture);
    frames.ifPresent(options::frames);
    mels.ifPresent(options::mels);
    stride.ifPresent(step -> options.stride(step.mels, step.frames));
    List<String> names = labels.isPresent() ? LabelsFile.read(labels.get()) : List.of();
    try {
      classes.ifPresent(options::classes);
      if (labels.isPresent()) {
        options.labels(names);
      }
      return options.build();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private void print(ImportedModel imported) {
    StoredModel model = imported.model();
    PatchGrid grid = model.encoder().grid();
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%s -> %s: %s, %,d parameters%n",
        imported.format(),
        out,
        model.encoder().architecture(),
        model.weights().parameterCount());
    console.printf(
        Locale.ROOT,
        "input: %d mels x %d frames, patches %d x %d with stride %d,%d: grid %d x %d%n",
        grid.mels(),
        grid.frames(),
        grid.patchMels(),
        grid.patchFrames(),
        grid.strideMels(),
        grid.strideFrames(),
        grid.rows(),
        grid.columns());
    String activation = model.activation().name().toLowerCase(Locale.ROOT);
    console.println(
        model.labels().isEmpty()
            ? "classes: none, an encoder"
            : "classes: " + model.labels().size() + " (" + activation + ")");
    for (LeftOut leftOut : imported.leftOut()) {
      console.println("left out: " + leftOut);
    }
    for (String note : imported.notes()) {
      console.println("note: " + note);
    }
    console.flush();
  }
}
