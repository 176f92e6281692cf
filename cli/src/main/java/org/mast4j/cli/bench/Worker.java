package org.mast4j.cli.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.optim.AdamW;
import org.mast4j.ssl.optim.Gradients;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The process that does one {@link Work} in this library. */
public final class Worker {
  private static final double LEARNING_RATE = 1e-4;
  private static final double WEIGHT_DECAY = 0.01;
  private static final double NO_CLIPPING = 1e9;

  /** Every worker of a work has the same weights and clips. */
  private static final int SEED = 1;

  private final EncoderGraph classifier;
  private final List<Spectrogram> clips;
  private final Runnable call;

  private Worker(EncoderConfig encoder, int clips, boolean training) {
    this.classifier = EncoderGraph.classifier(encoder, Work.CLASSES, SEED);
    this.clips = clips(encoder.grid(), clips);
    this.call = training ? training(classifier, this.clips) : this::logits;
  }

  /** As {@code AudioClassifier} does it. */
  private Logits logits() {
    return classifier.run(
        List.of(EncoderGraph.LOGITS),
        clips.size(),
        patches -> BatchedOutputs.putPatches(clips, classifier.config().grid(), patches),
        outputs -> new Logits(outputs.get(EncoderGraph.LOGITS).ravel().toFloatVector()));
  }

  private static List<Spectrogram> clips(PatchGrid grid, int count) {
    Nd4j.getRandom().setSeed(SEED);
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clips.add(Spectrogram.fromNDArray(Nd4j.randn(DataType.FLOAT, grid.frames(), grid.mels())));
    }
    return clips;
  }

  private static Runnable training(EncoderGraph classifier, List<Spectrogram> clips) {
    classifier.addLoss(Activation.SOFTMAX);
    AdamW optimizer = new AdamW(classifier.parameters(), WEIGHT_DECAY, NO_CLIPPING);
    List<String> names = List.copyOf(classifier.parameters().keySet());
    INDArray labels = Nd4j.zeros(DataType.FLOAT, clips.size(), Work.CLASSES);
    for (int i = 0; i < clips.size(); i++) {
      labels.putScalar(i, i % Work.CLASSES, 1);
    }
    return () -> {
      Map<String, INDArray> inputs = new HashMap<>();
      inputs.put(EncoderGraph.PATCHES, BatchedOutputs.patches(clips, classifier.config().grid()));
      inputs.put(EncoderGraph.LABELS, labels);
      try (Gradients gradients =
          Gradients.of(classifier.graph(), EncoderGraph.LOSS, inputs, names)) {
        optimizer.step(gradients.byParameter(), LEARNING_RATE);
      }
    };
  }

  /** Runs the work of the key that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // ND4J prints there as it derives gradients
    Work work = Keys.find(Work.class, "work", arguments[0]);
    take(answers, new Worker(work.encoder(), work.clips(), work.training()));
  }

  /** Takes turns at one clip. */
  static void runOne(EncoderConfig encoder) throws IOException {
    take(System.out, new Worker(encoder, 1, false));
  }

  private static void take(PrintStream answers, Worker worker) throws IOException {
    Turns.take(answers, worker.call, 1, worker::logits);
  }
}
