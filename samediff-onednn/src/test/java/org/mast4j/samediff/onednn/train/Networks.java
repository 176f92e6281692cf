package org.mast4j.samediff.onednn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.enums.WeightsFormat;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Small graphs that have nothing to do with MAST4J, the same at each call, and data for them. What
 * is evaluated depends on the loss, times 0, since {@code SameDiff.fit} reports losses of 0 where
 * nothing needs them.
 */
final class Networks {
  private static final int INPUTS = 6;
  private static final int CLASSES = 3;

  private Networks() {}

  private static INDArray random(long seed, long... shape) {
    Nd4j.getRandom().setSeed(seed + 1); // 0 would be taken from the clock
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  private static SDVariable weights(SameDiff sd, String name, DataType type, long... shape) {
    return sd.var(name, random(name.hashCode(), shape).muli(0.4).castTo(type));
  }

  /** input [B, 6] to softmax "output" [B, 3], with mean "loss" against labels [B, 3]. */
  static SameDiff perceptron(DataType type) {
    SameDiff sd = SameDiff.create();
    SDVariable input = sd.placeHolder("input", type, -1, INPUTS);
    SDVariable labels = sd.placeHolder("labels", type, -1, CLASSES);
    SDVariable hidden =
        sd.nn.tanh(
            sd.nn.linear(input, weights(sd, "w0", type, INPUTS, 8), weights(sd, "b0", type, 8)));
    SDVariable logits =
        sd.nn.linear(hidden, weights(sd, "w1", type, 8, CLASSES), weights(sd, "b1", type, CLASSES));
    SDVariable loss = sd.loss.softmaxCrossEntropy("loss", labels, logits, null);
    sd.nn.softmax(logits, 1).add("output", loss.mul(0));
    sd.setLossVariables("loss");
    sd.var("unused", random(5, 2, 2));
    return sd;
  }

  /** Two inputs, two labels, a mask of the second, two losses. */
  static SameDiff twoHeaded() {
    SameDiff sd = SameDiff.create();
    SDVariable first = sd.placeHolder("first", DataType.FLOAT, -1, INPUTS);
    SDVariable second = sd.placeHolder("second", DataType.FLOAT, -1, 4);
    SDVariable labels = sd.placeHolder("labels", DataType.FLOAT, -1, CLASSES);
    SDVariable target = sd.placeHolder("target", DataType.FLOAT, -1, 2);
    SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1, 1);
    SDVariable hidden =
        sd.nn.tanh(
            first
                .mmul(weights(sd, "w0", DataType.FLOAT, INPUTS, 8))
                .add(second.mmul(weights(sd, "w1", DataType.FLOAT, 4, 8))));
    SDVariable logits = hidden.mmul(weights(sd, "w2", DataType.FLOAT, 8, CLASSES));
    SDVariable loss = sd.loss.softmaxCrossEntropy("loss", labels, logits, null);
    SDVariable miss = hidden.mmul(weights(sd, "w3", DataType.FLOAT, 8, 2)).sub(target).mul(mask);
    SDVariable error = miss.mul(miss).mean("error");
    sd.nn.softmax(logits, 1).add("output", loss.add(error).mul(0));
    sd.setLossVariables("loss", "error");
    return sd;
  }

  /** NHWC images [B, 8, 8, 2] to softmax "output" [B, 3], with mean "loss". */
  static SameDiff convolutional() {
    return convolutional(WeightsFormat.YXIO);
  }

  /** The same with the same kernel in another format. */
  static SameDiff convolutional(WeightsFormat format) {
    SameDiff sd = SameDiff.create();
    SDVariable input = sd.placeHolder("input", DataType.FLOAT, -1, 8, 8, 2);
    SDVariable labels = sd.placeHolder("labels", DataType.FLOAT, -1, CLASSES);
    Conv2DConfig window =
        Conv2DConfig.builder()
            .kH(3)
            .kW(3)
            .dataFormat(Conv2DConfig.NHWC)
            .weightsFormat(format)
            .build();
    INDArray yxio = random(3, 3, 3, 2, 4).muli(0.4);
    SDVariable kernel =
        sd.var(
            "kernel",
            switch (format) {
              case YXIO -> yxio;
              case OIYX -> yxio.permute(3, 2, 0, 1).dup('c');
              case OYXI -> yxio.permute(3, 0, 1, 2).dup('c');
            });
    SDVariable image =
        sd.nn.relu(sd.cnn.conv2d(input, kernel, weights(sd, "bias", DataType.FLOAT, 4), window), 0);
    SDVariable pooled =
        sd.cnn.maxPooling2d(
            image, Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).isNHWC(true).build());
    SDVariable logits =
        sd.reshape(pooled, -1, 36).mmul(weights(sd, "w", DataType.FLOAT, 36, CLASSES));
    SDVariable loss = sd.loss.softmaxCrossEntropy("loss", labels, logits, null);
    sd.nn.softmax(logits, 1).add("output", loss.mul(0));
    sd.setLossVariables("loss");
    return sd;
  }

  /** For {@link #twoHeaded}. */
  static TrainingConfig.Builder twoHeadedConfig(IUpdater updater) {
    return TrainingConfig.builder()
        .updater(updater)
        .trainEvaluation("output", 0, new Evaluation())
        .dataSetFeatureMapping("first", "second")
        .dataSetLabelMapping("labels", "target")
        .dataSetLabelMaskMapping(Arrays.asList(null, "mask"));
  }

  /** For one input and one label array. */
  static TrainingConfig.Builder config(IUpdater updater) {
    return TrainingConfig.builder()
        .updater(updater)
        .trainEvaluation("output", 0, new Evaluation())
        .dataSetFeatureMapping("input")
        .dataSetLabelMapping("labels");
  }

  /** Batches of 4 examples and one of 3. */
  static List<MultiDataSet> batches(int count, long... shape) {
    List<MultiDataSet> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int size = i == count - 1 ? 3 : 4;
      batches.add(new MultiDataSet(inputs(i, size, shape), labels(i, size)));
    }
    return batches;
  }

  static List<MultiDataSet> perceptronBatches() {
    return batches(3, INPUTS);
  }

  /** For {@link #twoHeaded}. */
  static List<MultiDataSet> twoHeadedBatches() {
    List<MultiDataSet> batches = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      batches.add(
          new MultiDataSet(
              new INDArray[] {random(i, 4, INPUTS), random(i + 10, 4, 4)},
              new INDArray[] {labels(i, 4), random(i + 20, 4, 2)},
              null,
              new INDArray[] {null, Nd4j.createFromArray(new float[][] {{1}, {0}, {1}, {1}})}));
    }
    return batches;
  }

  private static INDArray inputs(long seed, int size, long... shape) {
    long[] all = new long[shape.length + 1];
    all[0] = size;
    System.arraycopy(shape, 0, all, 1, shape.length);
    return random(seed, all);
  }

  private static INDArray labels(int seed, int size) {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, size, CLASSES);
    for (int i = 0; i < size; i++) {
      labels.putScalar(i, (i + seed) % CLASSES, 1);
    }
    return labels;
  }
}
