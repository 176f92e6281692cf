package org.mast4j.zoo.mast;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.exchange.Classes;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.PatchKernel;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.exchange.TimmJson;
import org.mast4j.zoo.exchange.WritableFormat;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * timm's MViTv2 ({@code mvitv2_*}), with {@code model_args} that override what the name stands for:
 * a model of one channel as it is, or MAST's start from ImageNet. Distances in its tables of
 * relative positions are counted as timm does.
 */
public final class TimmMvit implements WritableFormat {
  private static final Map<String, MastConfig> ARCHITECTURES = architectures();

  private static final List<String> CLASSIFIER = List.of("head.fc.weight", "head.fc.bias");

  /** ImageNet-1k, and -21k as MViTv2's and timm's other weights have it. */
  private static final Set<Integer> IMAGE_NET_CLASSES = Set.of(1000, 19_168, 21_841, 21_843);

  private static Map<String, MastConfig> architectures() {
    Map<String, MastConfig> presets = new LinkedHashMap<>();
    for (Variant<MastConfig> variant : new MastVariants().variants()) {
      variant.timm().ifPresent(name -> presets.put(name, variant.config()));
    }
    return presets;
  }

  @Override
  public String name() {
    return "timm MViTv2";
  }

  @Override
  public String library() {
    return "timm";
  }

  @Override
  public boolean recognises(Source source) throws IOException {
    return source.architecture().orElse("").startsWith("mvitv2_");
  }

  @Override
  public ImportedModel read(Source source) throws IOException {
    String architecture = source.architecture().orElseThrow().replaceFirst("\\..*", "");
    MastConfig preset = ARCHITECTURES.get(architecture);
    if (preset == null) {
      throw new ImportException(
          source.path(),
          "architecture " + architecture + " is unknown; expected " + ARCHITECTURES.keySet());
    }
    TimmJson json = TimmJson.of(source, MvitArgs.KNOWN);
    int channels = json.channels(source.shape(PatchKernel.KEY));
    MastConfig model = json.args().create(() -> MvitArgs.override(preset, json));
    MvitGeometry geometry = MvitGeometry.of(source, json, model, channels);
    MastConfig encoder =
        model
            .withFinalNorm(true)
            .withGrid(geometry.grid())
            .withTables(geometry.tables(), MvitArgs.relativeIndex(json.args()));
    Optional<Integer> classes = classes(source, json);
    Weights weights = weights(source, encoder, channels, classes);

    List<String> notes = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    List<String> labels = json.labels(classes.orElse(0), notes);
    if (channels > 1) {
      notes.add(PatchKernel.summed(channels));
    }
    if (channels > 1 && IMAGE_NET_CLASSES.contains(labels.size())) {
      leftOut.add(new LeftOut(CLASSIFIER, "ImageNet's classes"));
      weights = weights.encoder();
      labels = List.of();
    }
    Activation activation = Classes.activation(labels.size(), notes);
    StoredModel read =
        StoredModel.builder(encoder, encoder.frontEnd())
            .labels(labels)
            .activation(activation)
            .weights(weights)
            .build();
    return ImportedModel.of(name(), read).withStart(geometry.start()).with(leftOut, notes);
  }

  /** The number that the configuration gives, or else that of the weights; none without a head. */
  private static Optional<Integer> classes(Source source, TimmJson json) throws IOException {
    Optional<Integer> declared = json.classes();
    return (declared.isPresent()
            ? declared
            : source.shape(CLASSIFIER.get(0)).map(shape -> (int) shape[0]))
        .filter(count -> count > 0);
  }

  private static Weights weights(
      Source source, MastConfig encoder, int channels, Optional<Integer> classes)
      throws IOException {
    // Of the shapes only the positions' depends on the input, and one patch fits any tables: an own
    // grid of which timm rounds the tables down would not.
    PatchGrid grid = encoder.grid();
    PatchGrid onePatch = grid.withMels(grid.patchMels()).withFrames(grid.patchFrames());
    Map<String, long[]> shapes =
        new LinkedHashMap<>(
            EncoderGraph.shapes(encoder.withGridOnly(onePatch.withPadding(0, 0)), classes));
    shapes.computeIfPresent(
        MastGraph.POSITIONS, (key, s) -> new long[] {s[0], s[1] - 1 + grid.size(), s[2]});
    shapes.computeIfPresent(PatchKernel.KEY, (key, s) -> new long[] {s[0], channels, s[2], s[3]});
    Weights weights = source.weightsWithout(Set.of(), shapes);
    return weights.with(PatchKernel.KEY, PatchKernel.toOneChannel(weights.get(PatchKernel.KEY)));
  }

  @Override
  public boolean isFor(EncoderConfig encoder) {
    return encoder instanceof MastConfig;
  }

  /**
   * timm's model of one channel. One whose classifier has a norm of its own, as the paper's code
   * has it, becomes an encoder with timm's initial last norm, which changes nothing but the scale.
   */
  @Override
  public ExportedModel write(StoredModel model) {
    MastConfig encoder = (MastConfig) model.encoder();
    requireExpressible(encoder);
    List<LeftOut> leftOut = new ArrayList<>();
    leftOut.add(new LeftOut(List.of("front-end.json"), "timm has no audio front end"));
    Weights weights = model.weights();
    List<String> labels = model.labels();
    if (!encoder.finalNorm()) {
      List<String> head = List.copyOf(weights.head().keys());
      if (!head.isEmpty()) {
        leftOut.add(new LeftOut(head, "timm's classifier has its norm before the mean"));
      }
      labels = List.of();
      weights =
          weights
              .encoder()
              .with("norm.weight", Nd4j.ones(DataType.FLOAT, encoder.outputWidth()))
              .with("norm.bias", Nd4j.zeros(DataType.FLOAT, encoder.outputWidth()));
    }
    ObjectNode json = config(encoder, labels);
    return new ExportedModel(Map.of(StoredModel.CONFIG, json), weights, leftOut);
  }

  private static void requireExpressible(MastConfig encoder) {
    TokenGrid tables = encoder.tableGrid();
    if (encoder.relativeIndex() == RelativeIndex.CENTRED
        || encoder.relativeIndex() == RelativeIndex.TIMM && tables.rows() != tables.columns()) {
      throw new IllegalArgumentException(
          "timm indexes tables of square grids by its own rule; this model's are "
              + encoder.relativeIndex()
              + " for "
              + tables);
    }
  }

  private static ObjectNode config(MastConfig encoder, List<String> labels) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("architecture", encoder.classToken() ? "mvitv2_small_cls" : "mvitv2_small");
    json.put("num_classes", labels.size());
    json.put("num_features", encoder.outputWidth());
    labels.forEach(json.putArray("label_names")::add);
    MvitArgs.write(encoder, json.putObject("model_args"));
    ObjectNode pretrained = json.putObject("pretrained_cfg");
    pretrained.put("num_classes", labels.size());
    PatchGrid grid = encoder.grid();
    pretrained.putArray("input_size").add(1).add(grid.mels()).add(grid.frames());
    pretrained.put("first_conv", "patch_embed.proj").put("classifier", "head.fc");
    return json;
  }
}
