package org.mast4j.ssl.pretrain.ssast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.ssl.optim.GraphTraining;
import org.mast4j.ssl.optim.OptimizerSettings;
import org.mast4j.ssl.optim.WarmupCosine;
import org.mast4j.ssl.optim.WeightDecay;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.ssl.pretrain.TrainingClips;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SSAST (arXiv 2110.09784): the encoder learns to tell, of patches that it doesn't see, which is
 * which and what they look like.
 */
final class Ssast implements PretrainingMethod {
  private final EncoderConfig encoder;
  private final SsastConfig config;
  private final PatchMasks masks;
  private final SameDiff graph;
  private final Set<String> ofEncoder; // keys of weights
  private final GraphTraining training;

  /**
   * With random weights.
   *
   * @throws IllegalArgumentException if the encoder pools its tokens, its patches lie over each
   *     other, or there are too few of them
   */
  Ssast(EncoderConfig encoder, SsastConfig config) {
    this(encoder, config, DataType.FLOAT);
  }

  Ssast(EncoderConfig encoder, SsastConfig config, DataType type) {
    config.requireServes(encoder);
    this.encoder = encoder;
    this.config = config;
    this.masks = PatchMasks.of(config, encoder.grid());
    this.graph = MaskedPatchGraph.build(encoder, config, masks.count(), type);
    this.ofEncoder = EncoderGraph.shapes(encoder, Optional.empty()).keySet();
    Map<String, INDArray> parameters = Graphs.parameters(graph);
    double limit = config.clipNorm() == 0 ? Double.MAX_VALUE : config.clipNorm();
    WeightDecay decay = new WeightDecay(config.weightDecay(), Set.of(), config.decayVectors());
    OptimizerSettings settings = new OptimizerSettings(decay, limit);
    this.training =
        new GraphTraining(
            graph,
            MaskedPatchGraph.LOSS,
            parameters,
            config.optimizer().create(parameters, settings),
            new WarmupCosine(config.learningRate(), config.warmupSteps(), config.steps()));
  }

  /** Each clip, with other patches masked each time. */
  @Override
  public ViewBatch views(TrainingClips batch, MixupMemory past) {
    int clips = batch.clips().size();
    int steps = training.steps();
    float[][] masked = new float[clips][encoder.grid().size()];
    for (int clip = 0; clip < clips; clip++) {
      for (int patch : masks.draw(ClipRandom.at(config.seed(), steps, (long) clips + clip))) {
        masked[clip][patch] = 1;
      }
    }
    return ViewBatch.single(
            TrainingClips.unlabelled(batch.clips()),
            config.views(past),
            encoder.grid(),
            config.seed(),
            steps)
        .withMasked(Nd4j.createFromArray(masked));
  }

  @Override
  public Metrics step(ViewBatch views) {
    List<Map<String, INDArray>> parts = new ArrayList<>();
    int clips = config.clipsAtATime();
    for (long from = 0; from < views.patches().size(0); from += clips) {
      parts.add(inputs(views.rows(from, from + clips)));
    }
    GraphTraining.Step step =
        training.step(
            parts,
            List.of(MaskedPatchGraph.INFO_NCE, MaskedPatchGraph.MSE, MaskedPatchGraph.MATCHES),
            (inputs, outputs) -> measure(outputs));
    return Metrics.of(SsastMethod.LOSS, step.loss())
        .and(SsastMethod.INFO_NCE, step.measured()[0])
        .and(SsastMethod.MSE, step.measured()[1])
        .and(SsastMethod.ACCURACY, step.measured()[2])
        .and(SsastMethod.GRADIENT_NORM, step.gradientNorm());
  }

  private static double[] measure(Map<String, INDArray> outputs) {
    return new double[] {
      outputs.get(MaskedPatchGraph.INFO_NCE).getDouble(0),
      outputs.get(MaskedPatchGraph.MSE).getDouble(0),
      Matching.accuracy(outputs.get(MaskedPatchGraph.MATCHES))
    };
  }

  /** What the graph reads of views. */
  Map<String, INDArray> inputs(ViewBatch views) {
    INDArray masked = views.masked().orElseThrow(); // [B, N]
    int[][] hidden = new int[(int) masked.size(0)][masks.count()];
    for (int clip = 0; clip < hidden.length; clip++) {
      int next = 0;
      for (int patch = 0; patch < encoder.grid().size(); patch++) {
        if (masked.getDouble(clip, patch) != 0) {
          hidden[clip][next++] = patch;
        }
      }
    }
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put(Graphs.PATCHES, views.patches());
    inputs.put(MaskedPatchGraph.MASKED, masked);
    inputs.put(MaskedPatchGraph.HIDDEN, Nd4j.createFromArray(hidden));
    return inputs;
  }

  /** The encoder, without the heads and the mask's embedding. */
  @Override
  public Weights encoderWeights() {
    return Weights.of(graph).select(ofEncoder::contains).copy();
  }

  @Override
  public Weights state() {
    return Weights.of(training.state());
  }

  @Override
  public void restore(Weights state) {
    training.restore(state::get);
  }

  @Override
  public void close() {
    Graphs.close(graph);
    training.close();
  }

  SameDiff graph() {
    return graph;
  }
}
