package org.mast4j.zoo.ast;

import static org.mast4j.zoo.exchange.KeyMap.rename;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.exchange.CheckpointFormat;
import org.mast4j.zoo.exchange.Classes;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.KeyMap;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.PatchKernel;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.weights.Weights;

/**
 * The checkpoints of YuanGongND/ast and YuanGongND/ssast: timm's keys below {@code v.}, a
 * classifier {@code mlp_head} (src/models/ast_models.py in both). Their hyperparameters aren't in
 * the file: widths and depth follow from the shapes, heads are 64 wide as in every DeiT, and {@link
 * YuanGongGeometry} finds the input.
 */
public final class YuanGongAst implements CheckpointFormat {
  /** Of timm's blocks; mlp_head has PyTorch's default. */
  private static final double EPSILON = 1e-6;

  private static final double HEAD_EPSILON = 1e-5;

  private static final int HEAD_WIDTH = 64;

  /** What the keys of timm's model begin with. */
  private static final String ENCODER = "v.";

  /** Parameters of SSAST's pre-training. */
  private static final String PRETRAINING =
      "mask_embed|cpredlayer\\..*|gpredlayer\\..*|p_input_fdim|p_input_tdim";

  @Override
  public String name() {
    return "YuanGongND AST/SSAST";
  }

  @Override
  public boolean recognises(Source source) throws IOException {
    // The configuration beside a file is another model's: theirs has none.
    return (source.isFile() || source.config().isEmpty())
        && source.weights().keys().stream().anyMatch(key -> key.startsWith(ENCODER));
  }

  @Override
  public ImportedModel read(Source source) throws IOException {
    Set<String> keys = source.weights().keys();
    Set<String> imageHeads = keys(source, "v\\.head(_dist)?\\.(weight|bias)");
    Set<String> pretraining = keys(source, PRETRAINING);
    Optional<long[]> classifier = source.shape("mlp_head.1.weight");
    Optional<Integer> classes = classifier.map(shape -> (int) shape[0]);
    boolean distilled = keys.contains(ENCODER + AstGraph.DISTILLATION_TOKEN);

    List<String> notes = new ArrayList<>();
    AstConfig encoder = encoder(source, distilled, notes);
    boolean selfSupervised =
        !pretraining.isEmpty() || source.options().architecture().orElse("").startsWith("ssast");
    if (selfSupervised) {
      // Its training sees to the patches alone, and its fine-tuning averages them (ft_avgtok).
      encoder = encoder.withPooling(Pooling.PATCHES);
    }
    Set<String> leftOut = new TreeSet<>(imageHeads);
    leftOut.addAll(pretraining);
    KeyMap map =
        KeyMap.of(
            rename("head.norm.*", "mlp_head.0.*"),
            rename("head.fc.*", "mlp_head.1.*"),
            rename("**", ENCODER + "**"));
    Weights weights = new VitWeights(map, encoder, classes, distilled, 1).read(source, leftOut);
    if (!distilled) {
      notes.add(VitWeights.NO_DISTILLATION_TOKEN);
    }
    List<String> labels = Classes.numbered(classes.orElse(0));
    Activation activation = Classes.activation(labels.size(), notes);
    StoredModel model =
        StoredModel.builder(encoder, encoder.frontEnd())
            .labels(labels)
            .activation(activation)
            .weights(weights)
            .build();
    return ImportedModel.of(name(), model).with(leftOut(imageHeads, pretraining), notes);
  }

  private static AstConfig encoder(Source source, boolean distilled, List<String> notes)
      throws IOException {
    long[] kernel = shape(source, ENCODER + PatchKernel.KEY, 4);
    long[] positions = shape(source, ENCODER + AstGraph.POSITIONS, 3);
    long[] hidden = shape(source, ENCODER + "blocks.0.mlp.fc1.weight", 2);
    int width = (int) kernel[0];
    if (width % HEAD_WIDTH != 0) {
      throw new ImportException(
          source.path(), "width " + width + "; expected a multiple of " + HEAD_WIDTH);
    }
    Predicate<String> norm = key -> key.matches("v\\.blocks\\.\\d+\\.norm1\\.weight");
    PatchGrid grid =
        YuanGongGeometry.find(
            source,
            (int) kernel[2],
            (int) kernel[3],
            (int) positions[1] - (distilled ? 2 : 1),
            notes);
    return AstVariants.base()
        .with()
        .grid(grid)
        .width(width)
        .heads(width / HEAD_WIDTH)
        .layers((int) source.weights().keys().stream().filter(norm).count())
        .intermediateWidth((int) hidden[0])
        .qkvBias(source.weights().keys().contains(ENCODER + "blocks.0.attn.qkv.bias"))
        .layerNormEpsilon(EPSILON)
        .headNormEpsilon(HEAD_EPSILON)
        .build();
  }

  private static long[] shape(Source source, String key, int rank) throws IOException {
    return source
        .shape(key)
        .filter(shape -> shape.length == rank)
        .orElseThrow(() -> new ImportException(source.path(), "missing " + key));
  }

  private static Set<String> keys(Source source, String pattern) throws IOException {
    Set<String> keys = new TreeSet<>(source.weights().keys());
    keys.removeIf(key -> !key.matches(pattern));
    return keys;
  }

  private static List<LeftOut> leftOut(Set<String> imageHeads, Set<String> pretraining) {
    List<LeftOut> leftOut = new ArrayList<>();
    if (!imageHeads.isEmpty()) {
      leftOut.add(new LeftOut(List.copyOf(imageHeads), "ImageNet's classes"));
    }
    if (!pretraining.isEmpty()) {
      leftOut.add(new LeftOut(List.copyOf(pretraining), "SSAST's pre-training"));
    }
    return leftOut;
  }
}
