package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.samediff.onednn.Comparison.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.mast.MastConfig;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the plans of every preset of the zoo are made of: the layers that {@code
 * org.mast4j.samediff.rewrite} recognises, as many as the model has, and no op of ND4J's. Who
 * writes a layer of the zoo otherwise, so that it isn't recognised any more, learns it here.
 */
class PlannedKindsTest {
  private static final int CLASSES = 3;
  private static final int CLIPS = 2;

  /** 300 patches: so many that AST's attention gradient is one step. */
  private static final PatchGrid GRID = PatchGrid.of(128, 256);

  /** Of a stage: its first block may pool and widen, and the others are alike. */
  private static final int BLOCKS = 2;

  /** Of the loss, on a few numbers. */
  private static final Set<String> LOSS = Set.of("log_softmax (ND4J)", "log_softmax_bp (ND4J)");

  private static final Set<String> MOVES = Set.of("copy", "zero", "repeat");
  private static final Set<String> PRODUCTS = Set.of("linear", "matmul", "weight gradient");
  private static final Set<String> ARITHMETIC = Set.of("sum", "add", "multiply", "reduce");

  static Stream<Arguments> presets() {
    return Architectures.presets().entrySet().stream()
        .map(preset -> Arguments.of(preset.getKey(), shallow(preset.getValue())));
  }

  private static EncoderConfig shallow(EncoderConfig preset) {
    if (preset instanceof AstConfig ast) {
      return ast.withLayers(BLOCKS).withGrid(GRID);
    }
    MastConfig mast = (MastConfig) preset;
    List<Integer> depths = mast.depths().stream().map(depth -> Math.min(depth, BLOCKS)).toList();
    return mast.withStages(depths, mast.widths(), mast.heads()).withGrid(GRID);
  }

  /** The steps that are layers, by how many the model has. */
  private static Map<String, Integer> layers(EncoderConfig config) {
    if (config instanceof AstConfig) {
      return new HashMap<>(
          Map.of(
              "layer norm",
              2 * BLOCKS + 2, // the last, and the head's
              "attention",
              BLOCKS));
    }
    MastConfig mast = (MastConfig) config;
    int blocks = blocks(mast);
    Map<String, Integer> layers = new HashMap<>();
    layers.put("layer norm", 5 * blocks + 1); // two, and those of pooled q, k, v; the last
    layers.put("attention", blocks); // which add the residual pooling
    layers.put("depthwise forward", 3 * blocks);
    layers.put("max pool", mast.depths().size() - 1);
    layers.values().removeIf(count -> count == 0);
    return layers;
  }

  private static int gelus(EncoderConfig config) {
    return config instanceof MastConfig mast ? blocks(mast) : BLOCKS;
  }

  private static int blocks(MastConfig mast) {
    return mast.depths().stream().mapToInt(Integer::intValue).sum();
  }

  /** The same and their gradients. */
  private static Map<String, Integer> layersWithGradients(EncoderConfig config) {
    Map<String, Integer> all = layers(config);
    // Elsewhere a linear layer's own: but its gradient needs what comes before.
    all.put("gelu", gelus(config));
    if (config instanceof MastConfig mast) {
      // Pooling leaves few keys, whose probabilities are kept for the gradient.
      all.remove("attention");
      all.put("softmax", blocks(mast));
    }
    Map<String, Integer> gradients = new HashMap<>();
    all.forEach(
        (layer, count) -> {
          if (layer.equals("depthwise forward")) {
            gradients.put("depthwise input gradient", count);
            gradients.put("depthwise kernel gradient", count);
          } else {
            gradients.put(layer + " gradient", count);
          }
        });
    all.putAll(gradients);
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void areTheFusedOnesAndNoneOfNd4js(String name, EncoderConfig config) {
    try (EncoderGraph classifier = EncoderGraph.classifier(config, CLASSES, 1)) {
      classifier.addLoss(Activation.SOFTMAX);
      SameDiff graph = classifier.graph();
      Map<String, INDArray> inputs = batch(CLIPS, GRID.size(), GRID.patchSize(), CLASSES);
      assertSteps(steps(graph, List.of(EncoderGraph.LOGITS), inputs), layers(config), Set.of());

      graph.createGradFunction();
      List<String> gradients = new ArrayList<>();
      for (String parameter : classifier.parameters().keySet()) {
        gradients.add(graph.getVariable(parameter).gradient().name());
      }
      assertSteps(
          steps(graph.getFunction("grad"), gradients, inputs), layersWithGradients(config), LOSS);
    }
  }

  private static void assertSteps(
      Map<String, Integer> steps, Map<String, Integer> layers, Set<String> loss) {
    assertThat(steps).containsAllEntriesOf(layers);
    Set<String> others = new TreeSet<>(steps.keySet());
    others.removeAll(layers.keySet());
    Set<String> allowed = new TreeSet<>(loss);
    Stream.of(MOVES, PRODUCTS, ARITHMETIC).forEach(allowed::addAll);
    assertThat(allowed).containsAll(others);
  }

  /** How many steps of each kind a plan has. */
  private static Map<String, Integer> steps(
      SameDiff graph, List<String> outputs, Map<String, INDArray> inputs) {
    PlanCache plans = new PlanCache();
    PlanCache.Request request = PlanCache.Request.of(outputs, inputs);
    try (PlanCache.Taken taken = plans.take(graph, request, () -> inputs).orElseThrow()) {
      return taken.plan().steps().stream()
          .collect(Collectors.toMap(Step::name, step -> 1, Integer::sum));
    } finally {
      plans.clear();
    }
  }
}
