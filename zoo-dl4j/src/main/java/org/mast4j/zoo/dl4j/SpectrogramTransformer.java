package org.mast4j.zoo.dl4j;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.mast4j.classpath.ClassPath;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.RelativeTables;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.exchange.Adaptation;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.pretrained.Confirmation;
import org.mast4j.zoo.pretrained.PretrainedCatalogue;
import org.mast4j.zoo.pretrained.PretrainedEntry;
import org.mast4j.zoo.pretrained.PretrainedModels;
import org.mast4j.zoo.pretrained.ProgressLog;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What MAST and AST share as DL4J zoo models: a classifier on patches [B, N, P], such as {@code
 * AudioRecordReader} gives, as a ComputationGraph or as a SameDiff graph.
 */
public abstract class SpectrogramTransformer extends ZooModel<ComputationGraph> {
  private static final Logger LOG = LoggerFactory.getLogger(SpectrogramTransformer.class);

  /** Of a new classifier, unless {@link Builder#numClasses} says otherwise. */
  private static final int CLASSES = 2;

  /** Mels and frames of a clip. */
  private record Input(int mels, int frames) {
    EncoderConfig of(EncoderConfig encoder) {
      return encoder.withGrid(encoder.grid().withMels(mels).withFrames(frames));
    }
  }

  private final EncoderConfig standard;
  private final Optional<String> preset;
  private final Optional<EncoderConfig> chosen;
  private Optional<Input> input;
  private final Optional<Integer> numClasses;
  private final Optional<Activation> activation;
  private final long seed;
  private final IUpdater updater;
  private final CacheMode cacheMode;
  private final WorkspaceMode workspaceMode;

  protected SpectrogramTransformer(Builder<?> builder) {
    standard = builder.standard;
    preset = builder.preset;
    chosen = builder.chosen;
    input = builder.input;
    numClasses = builder.numClasses;
    activation = builder.activation;
    seed = builder.seed;
    updater = builder.updater;
    cacheMode = builder.cacheMode;
    workspaceMode = builder.workspaceMode;
  }

  /** The configuration of {@link #init}'s graph. */
  public ComputationGraphConfiguration conf() {
    return EncoderLayers.configuration(
        settings(), encoder(), classes(), activation.orElse(Activation.SOFTMAX), seed);
  }

  private NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .updater(updater)
        .cacheMode(cacheMode)
        .trainingWorkspaceMode(workspaceMode)
        .inferenceWorkspaceMode(workspaceMode);
  }

  /** A graph of one layer a block with random weights; see {@link EncoderLayers} for the names. */
  @Override
  @SuppressWarnings("unchecked") // DL4J's signature: the caller names the type
  public ComputationGraph init() {
    ComputationGraph graph = new ComputationGraph(conf());
    graph.init();
    return graph;
  }

  /**
   * A graph of one layer a block with a model's encoder, weights and classes. What the builder was
   * told comes on top: another input adapts the weights as {@link EncoderConfig#regrid} does,
   * another number of classes gives a new classifier with random weights, which the log says.
   *
   * @throws IllegalArgumentException if the model is of another architecture or of other blocks
   *     than the builder's encoder, naming both
   */
  public ComputationGraph init(StoredModel model) {
    requireSameBlocks(model.encoder());
    return EncoderLayers.of(adapted(model), classes(), settings(), seed);
  }

  private void requireSameBlocks(EncoderConfig ofModel) {
    if (!ofModel.architecture().equals(standard.architecture())) {
      throw new IllegalArgumentException(
          "a model of architecture "
              + ofModel.architecture()
              + "; expected "
              + standard.architecture());
    }
    if (chosen.isPresent()
        && !outputs(chosen.get().withGrid(ofModel.grid())).equals(outputs(ofModel))) {
      throw new IllegalArgumentException(
          "a model of "
              + size(ofModel)
              + "; the builder's encoder or preset is of "
              + size(chosen.get())
              + ", leave it out: the model brings its own");
    }
  }

  private static List<EncoderPart.Output> outputs(EncoderConfig encoder) {
    return encoder.parts().stream().map(EncoderPart::output).toList();
  }

  private static String size(EncoderConfig encoder) {
    long blocks = encoder.parts().stream().filter(p -> p.name().startsWith("blocks/")).count();
    return blocks + " blocks, " + encoder.outputWidth() + " wide at the end";
  }

  private static Adaptation adaptation(Input input, StoredModel model) {
    EncoderConfig encoder = model.encoder();
    PatchGrid grid = encoder.grid().withMels(input.mels()).withFrames(input.frames());
    boolean changes = !grid.equals(encoder.grid());
    return Adaptation.to(grid).withResizesTables(changes && encoder instanceof RelativeTables);
  }

  private StoredModel adapted(StoredModel model) {
    StoredModel fitted = input.map(i -> adaptation(i, model).apply(model)).orElse(model);
    Optional<Integer> classes = model.classes();
    if (classes.isPresent() && numClasses.isPresent() && !classes.equals(numClasses)) {
      LOG.warn(
          "The model's classifier of {} classes is replaced by a new one of {} with random weights,"
              + " which is yours to train",
          classes.get(),
          numClasses.get());
      return StoredModel.builder(fitted.encoder(), fitted.frontEnd())
          .activation(activation.orElse(Activation.SOFTMAX))
          .weights(fitted.weights().encoder())
          .build();
    }
    return fitted.withActivation(activation.orElse(fitted.activation()));
  }

  /**
   * A graph of pre-trained weights, adapted to the builder's input and number of classes as {@link
   * #init(StoredModel)} does: of a model on the class path ({@link BundledModels}), or else of the
   * catalogue's, and then the log says how the download goes. DL4J's {@link PretrainedType} is a
   * closed list without sound, hence an overload by names.
   *
   * @param name on the class path, "mast-nano", or of the catalogue,
   *     "ast-finetuned-audioset-10-10-0.4593"
   * @param confirmation asked about files whose hash nobody published
   * @throws IOException if the weights can't be had or don't verify
   */
  public ComputationGraph initPretrained(String name, Confirmation confirmation)
      throws IOException {
    if (BundledModels.names().contains(name)) {
      return init(BundledModels.read(name));
    }
    return init(
        PretrainedModels.standard()
            .read(name, ImportOptions.none(), confirmation, new ProgressLog())
            .model());
  }

  /** As {@link #initPretrained(String, Confirmation)}, trusting published hashes alone. */
  public ComputationGraph initPretrained(String name) throws IOException {
    return initPretrained(name, Confirmation.NONE);
  }

  /**
   * A graph of the weights that {@code mast4j-weights} brings for the builder's preset, or, if it
   * names none, for the family's largest; no download.
   *
   * @throws UnsupportedOperationException if there are none on the class path, saying what to do
   * @throws IOException if they can't be read
   */
  @Override
  public ComputationGraph initPretrained() throws IOException {
    List<String> bundled = bundled();
    Optional<String> name =
        preset.isPresent() || chosen.isPresent() || bundled.isEmpty()
            ? preset
            : Optional.of(bundled.get(bundled.size() - 1));
    if (name.filter(bundled::contains).isEmpty()) {
      throw noSuchKind(
          bundled.isEmpty()
              ? "no default weights"
              : "weights on the class path are those of " + bundled + " alone");
    }
    return init(BundledModels.read(name.get()));
  }

  /** The family's models on the class path, the largest last. */
  private List<String> bundled() {
    Set<String> names = BundledModels.names();
    return Architectures.byName(standard.architecture()).variants().stream()
        .sorted(Comparator.comparingLong(Variant::parameters))
        .map(Variant::name)
        .filter(names::contains)
        .toList();
  }

  /**
   * Not here: DL4J's kinds are image and text data sets.
   *
   * @throws UnsupportedOperationException always, naming what {@link #initPretrained(String)} takes
   */
  @Override
  public <M extends Model> M initPretrained(PretrainedType type) {
    throw noSuchKind("no weights of " + type);
  }

  private UnsupportedOperationException noSuchKind(String missing) {
    List<String> names =
        PretrainedCatalogue.standard().entries().stream()
            .filter(entry -> entry.model().architecture().equals(standard.architecture()))
            .map(PretrainedEntry::name)
            .toList();
    return new UnsupportedOperationException(
        modelName()
            + ": "
            + missing
            + "; name those that you want, initPretrained(\""
            + names.get(0)
            + "\"), of "
            + names);
  }

  /**
   * The same classifier as one SameDiff graph with random weights: input {@code patches}, outputs
   * {@code tokens}, {@code pooled} and {@code logits}, and for training {@code labels} [B, classes]
   * and {@code loss}. Right under plain {@code output}, {@code fit} and after {@code load}; see
   * {@link org.mast4j.zoo.graph.Graphs}.
   */
  public SameDiff initSameDiff() {
    EncoderGraph graph = EncoderGraph.classifier(encoder(), classes(), seed);
    graph.addLoss(activation.orElse(Activation.SOFTMAX));
    return graph.graph();
  }

  /** The encoder that is built. */
  public EncoderConfig encoder() {
    EncoderConfig encoder = chosen.orElse(standard);
    return input.map(i -> i.of(encoder)).orElse(encoder);
  }

  private int classes() {
    return numClasses.orElse(CLASSES);
  }

  /**
   * Sets mels and frames.
   *
   * @param shapes one shape, {channels (1), mels, frames}
   */
  @Override
  public void setInputShape(int[][] shapes) {
    if (shapes.length != 1 || shapes[0].length != 3 || shapes[0][0] != 1) {
      throw new IllegalArgumentException(
          "input shape " + Arrays.deepToString(shapes) + "; expected one {1, mels, frames}");
    }
    input = Optional.of(new Input(shapes[0][1], shapes[0][2]));
  }

  /**
   * The shape that the network takes, {patches, values of a patch}.
   *
   * @deprecated as in DL4J
   */
  @Override
  @Deprecated
  public ModelMetaData metaData() {
    PatchGrid grid = encoder().grid();
    return new ModelMetaData(new int[][] {{grid.size(), grid.patchSize()}}, 1, ZooType.CNN);
  }

  @Override
  public Class<? extends Model> modelType() {
    return ComputationGraph.class;
  }

  /** None: DL4J's kinds are image and text data sets. */
  @Override
  public String pretrainedUrl(PretrainedType type) {
    return null;
  }

  @Override
  public long pretrainedChecksum(PretrainedType type) {
    return 0;
  }

  /** Collects a model's settings, in the manner of DL4J's zoo. */
  public abstract static class Builder<B extends Builder<B>> {
    private final EncoderConfig standard;
    private Optional<String> preset = Optional.empty();
    private Optional<EncoderConfig> chosen = Optional.empty();
    private Optional<Input> input = Optional.empty();
    private Optional<Integer> numClasses = Optional.empty();
    private Optional<Activation> activation = Optional.empty();
    private long seed = 1234;
    private IUpdater updater = new Adam(3e-4);
    private CacheMode cacheMode = CacheMode.NONE;
    private WorkspaceMode workspaceMode = WorkspaceMode.ENABLED;

    protected Builder(EncoderConfig standard) {
      ClassPath.requireNd4j();
      this.standard = standard;
    }

    protected abstract B self();

    /** A preset by its full name, "mast-small". */
    public B preset(String name) {
      encoder(Architectures.preset(name));
      preset = Optional.of(name);
      return self();
    }

    /** An encoder of one's own. */
    public B encoder(EncoderConfig newEncoder) {
      if (!newEncoder.architecture().equals(standard.architecture())) {
        throw new IllegalArgumentException(
            "encoder of architecture "
                + newEncoder.architecture()
                + "; expected "
                + standard.architecture());
      }
      chosen = Optional.of(newEncoder);
      preset = Optional.empty();
      return self();
    }

    /** Mel bins and frames of a clip. */
    public B input(int mels, int frames) {
      input = Optional.of(new Input(mels, frames));
      return self();
    }

    /** Number of classes; 2 by default, or those of the model that {@code init} is given. */
    public B numClasses(int count) {
      numClasses = Optional.of(count);
      return self();
    }

    /**
     * Softmax (default, or a given model's own), or sigmoid where a clip may have several labels.
     */
    public B activation(Activation newActivation) {
      activation = Optional.of(newActivation);
      return self();
    }

    /** Seed of the weights; 1234 by default, as in DL4J's zoo. */
    public B seed(long newSeed) {
      seed = newSeed;
      return self();
    }

    /** Updater of all layers; Adam at 3e-4 by default. */
    public B updater(IUpdater newUpdater) {
      updater = Objects.requireNonNull(newUpdater, "updater");
      return self();
    }

    public B cacheMode(CacheMode mode) {
      cacheMode = Objects.requireNonNull(mode, "cacheMode");
      return self();
    }

    public B workspaceMode(WorkspaceMode mode) {
      workspaceMode = Objects.requireNonNull(mode, "workspaceMode");
      return self();
    }
  }
}
