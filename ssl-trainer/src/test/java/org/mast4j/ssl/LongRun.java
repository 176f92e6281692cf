package org.mast4j.ssl;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.ssl.optim.MovingAverage;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The process that {@link LongRunTest} watches: prints its resident memory early and at the end.
 */
final class LongRun {
  private static final int CLIPS = 2;

  /** So many that a forgotten array of logits is 16 kB, and one of gradients more. */
  private static final int CLASSES = 2000;

  private LongRun() {}

  /** {@code calls N} or {@code steps N}; the answer is two numbers of bytes. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    EncoderGraph classifier = EncoderGraph.classifier(TinyEncoders.of("mast-nano"), CLASSES, 1);
    INDArray patches = TinyEncoders.data(CLIPS, 1, DataType.FLOAT).getFeatures();
    int count = Integer.parseInt(arguments[1]);
    if (arguments[0].equals("calls")) {
      watch(count, () -> classifier.logits(patches).close());
    } else {
      watch(count, training(classifier, patches));
    }
  }

  private static Runnable training(EncoderGraph classifier, INDArray patches) {
    classifier.addLoss(Activation.SOFTMAX);
    Map<String, INDArray> averages = new HashMap<>();
    classifier.parameters().forEach((name, array) -> averages.put(name, array.dup()));
    AdamW optimizer = new AdamW(classifier.parameters(), 0.05, 1);
    MovingAverage average = new MovingAverage(averages, classifier.parameters(), 0.99);
    List<String> names = List.copyOf(classifier.parameters().keySet());
    Map<String, INDArray> inputs =
        Map.of(
            EncoderGraph.PATCHES,
            patches,
            EncoderGraph.LABELS,
            Nd4j.ones(DataType.FLOAT, CLIPS, CLASSES).divi(CLASSES));
    return () -> {
      try (Gradients gradients =
          Gradients.of(classifier.graph(), EncoderGraph.LOSS, inputs, names)) {
        optimizer.step(gradients.byParameter(), 1e-4, average);
      }
    };
  }

  private static void watch(int count, Runnable call) throws IOException, InterruptedException {
    IntStream.range(0, count / 10).forEach(i -> call.run());
    ChildJvm.say(ResidentMemory.settled());
    IntStream.range(count / 10, count).forEach(i -> call.run());
    ChildJvm.say(ResidentMemory.settled());
  }
}
