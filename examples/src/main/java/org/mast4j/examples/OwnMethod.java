package org.mast4j.examples;

import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.TwoViewMethod;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.SDTransformer;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

// method start
/**
 * Of a clip's views each must find the other: {@code OwnMethod FOLDER OUT}. Prints each step's
 * loss, in 22 s of CPU time.
 */
public record OwnMethod(int steps, int batchSize, double learningRate, long seed)
    implements TwoViewMethod {
  @Override
  public String name() {
    return "own-method";
  }

  @Override
  public Views views(MixupMemory past) {
    return new Views(List.of(new RandomResizedCrop()));
  }

  @Override
  public SDVariable loss(GraphScope scope, SDVariable first, SDVariable second, int width) {
    SDTransformer ops = new SDTransformer(scope.graph());
    SDVariable a = ops.l2Normalize(TransformerLayers.linear(scope, first, width, 64), 1e-12);
    SDVariable b = ops.l2Normalize(TransformerLayers.linear(scope, second, width, 64), 1e-12);
    SDVariable similarity = scope.graph().mmul(a, b, false, true, false).mul(10); // [B, B]
    return ops.crossEntropy(similarity, scope.graph().constant(Nd4j.eye(batchSize)));
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      System.err.println("usage: OwnMethod FOLDER OUT");
      System.exit(2);
    }
    EncoderConfig encoder = MastVariants.nano();
    ClipSource clips = AudioDataset.open(Path.of(args[0])).load(encoder.frontEnd()).source();
    Pretrainer pretrainer = new Pretrainer(encoder, new OwnMethod(100, 16, 1e-3, 1));
    try (Pretrainer.Result result =
        pretrainer.run(clips, (step, metrics) -> System.out.println(metrics))) {
      result.chosen().model(encoder, encoder.frontEnd()).write(Path.of(args[1]));
    }
  }
  // method end
}
