package org.mast4j.zoo.dl4j;

import java.io.IOException;
import java.util.Objects;
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
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.pretrained.Confirmation;
import org.mast4j.zoo.pretrained.PretrainedModels;
import org.mast4j.zoo.pretrained.Progress;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What MAST and AST share as DL4J zoo models: a classifier on patches [B, N, P], such as {@code
 * AudioRecordReader} gives, as a ComputationGraph or as a SameDiff graph.
 */
public abstract class SpectrogramTransformer extends ZooModel<ComputationGraph> {
  private EncoderConfig encoder;
  private final int numClasses;
  private final Activation activation;
  private final long seed;
  private final IUpdater updater;
  private final CacheMode cacheMode;
  private final WorkspaceMode workspaceMode;

  protected SpectrogramTransformer(Builder<?> builder) {
    encoder = builder.encoder;
    numClasses = builder.numClasses;
    activation = builder.activation;
    seed = builder.seed;
    updater = builder.updater;
    cacheMode = builder.cacheMode;
    workspaceMode = builder.workspaceMode;
  }

  /** The configuration of {@link #init}'s graph. */
  public ComputationGraphConfiguration conf() {
    return EncoderLayers.configuration(settings(), encoder, numClasses, activation, seed);
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
   * A graph of one layer a block with a model's encoder, weights and classes; a model without
   * classifier gets a new one of {@code numClasses}.
   *
   * @throws IllegalArgumentException if the model is of another architecture, naming both
   */
  public ComputationGraph init(ModelDirectory model) {
    if (!model.encoder().architecture().equals(encoder.architecture())) {
      throw new IllegalArgumentException(
          "a model of architecture "
              + model.encoder().architecture()
              + "; expected "
              + encoder.architecture());
    }
    return EncoderLayers.of(model, numClasses, settings(), seed);
  }

  /**
   * A graph of published weights, whose classes transfer learning replaces by {@code
   * nOutReplace("head", ...)}. DL4J's {@link PretrainedType} is a closed list without sound, hence
   * an overload by the catalogue's names.
   *
   * @param name of the catalogue, "ast-finetuned-audioset-10-10-0.4593"
   * @param confirmation asked about files whose hash nobody published
   * @throws IOException if the weights can't be had or don't verify
   */
  public ComputationGraph initPretrained(String name, Confirmation confirmation)
      throws IOException {
    return init(
        PretrainedModels.standard()
            .read(name, ImportOptions.none(), confirmation, Progress.NONE)
            .model());
  }

  /** As {@link #initPretrained(String, Confirmation)}, trusting published hashes alone. */
  public ComputationGraph initPretrained(String name) throws IOException {
    return initPretrained(name, Confirmation.NONE);
  }

  /**
   * The same classifier as one SameDiff graph with random weights: input {@code patches}, outputs
   * {@code tokens}, {@code pooled} and {@code logits}, and for training {@code labels} [B, classes]
   * and {@code loss}. Right under plain {@code output}, {@code fit} and after {@code load}; see
   * {@link org.mast4j.zoo.graph.Graphs}.
   */
  public SameDiff initSameDiff() {
    EncoderGraph graph = EncoderGraph.classifier(encoder, numClasses, seed);
    graph.addLoss(activation);
    return graph.graph();
  }

  /** The encoder that is built. */
  public EncoderConfig encoder() {
    return encoder;
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
          "input shape "
              + java.util.Arrays.deepToString(shapes)
              + "; expected one {1, mels, frames}");
    }
    encoder = encoder.withGrid(encoder.grid().withMels(shapes[0][1]).withFrames(shapes[0][2]));
  }

  /**
   * {@inheritDoc}
   *
   * @deprecated as in DL4J
   */
  @Override
  @Deprecated
  public ModelMetaData metaData() {
    PatchGrid grid = encoder.grid();
    return new ModelMetaData(new int[][] {{1, grid.mels(), grid.frames()}}, 1, ZooType.CNN);
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
    private final String architecture;
    private EncoderConfig encoder;
    private int numClasses = 2;
    private Activation activation = Activation.SOFTMAX;
    private long seed = 1234;
    private IUpdater updater = new Adam(3e-4);
    private CacheMode cacheMode = CacheMode.NONE;
    private WorkspaceMode workspaceMode = WorkspaceMode.ENABLED;

    protected Builder(EncoderConfig standard) {
      ClassPath.requireNd4j();
      architecture = standard.architecture();
      encoder = standard;
    }

    protected abstract B self();

    /** A preset by its full name, "mast-small". */
    public B preset(String name) {
      return encoder(Architectures.preset(name));
    }

    /** An encoder of one's own. */
    public B encoder(EncoderConfig newEncoder) {
      if (!newEncoder.architecture().equals(architecture)) {
        throw new IllegalArgumentException(
            "encoder of architecture " + newEncoder.architecture() + "; expected " + architecture);
      }
      encoder = newEncoder;
      return self();
    }

    /** Mel bins and frames of a clip. */
    public B input(int mels, int frames) {
      encoder = encoder.withGrid(encoder.grid().withMels(mels).withFrames(frames));
      return self();
    }

    /** Number of classes; 2 by default. */
    public B numClasses(int count) {
      numClasses = count;
      return self();
    }

    /** Softmax (default), or sigmoid where a clip may have several labels. */
    public B activation(Activation newActivation) {
      activation = Objects.requireNonNull(newActivation, "activation");
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
