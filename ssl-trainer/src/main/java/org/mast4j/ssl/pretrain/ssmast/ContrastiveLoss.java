package org.mast4j.ssl.pretrain.ssmast;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.zoo.graph.SDTransformer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The symmetric contrastive loss of SS-MAST (paper, section 4.1): {@code InfoNCE(f(a), h(b)) +
 * InfoNCE(f(b), h(a))}, each the mean over the batch. The negatives are the batch's other clips, or
 * a queue of past keys.
 */
final class ContrastiveLoss {
  /** What the loss is called in its graph. */
  static final String LOSS = "loss";

  private static final String KEYS = "teacher";
  private static final String QUEUE = "queue";

  private final int batch;
  private final int width;
  private final double temperature;

  /** The loss of B = {@code batch} clips with projections of P = {@code width} values. */
  ContrastiveLoss(int batch, int width, double temperature) {
    this.batch = batch;
    this.width = width;
    this.temperature = temperature;
  }

  /**
   * Adds the loss that a configuration asks for, and what {@link #inputs} feed, to the graph of the
   * student's projections, whose loss it becomes.
   *
   * @param student [2B, P], unit rows: f(a) above f(b)
   */
  static void add(SsMastConfig config, SDVariable student) {
    SameDiff sd = student.getSameDiff();
    DataType type = student.dataType();
    int width = config.projectionWidth();
    ContrastiveLoss loss = new ContrastiveLoss(config.batchSize(), width, config.temperature());
    SDVariable keys = sd.placeHolder(KEYS, type, 2L * config.batchSize(), width);
    SDVariable value =
        config.queueSize() == 0
            ? loss.inBatch(student, keys)
            : loss.againstQueue(
                student, keys, sd.placeHolder(QUEUE, type, config.queueSize(), width));
    value.rename(LOSS);
    sd.setLossVariables(LOSS);
  }

  /**
   * What the graph of the loss reads.
   *
   * @param keys [2B, P]: the teacher's, h(a) above h(b)
   * @param queue [K, P], if the negatives are a queue's
   */
  static Map<String, INDArray> inputs(INDArray keys, Optional<INDArray> queue) {
    Map<String, INDArray> inputs = new HashMap<>(Map.of(KEYS, keys));
    queue.ifPresent(past -> inputs.put(QUEUE, past));
    return inputs;
  }

  /**
   * Adds the loss whose negatives are the batch's other clips.
   *
   * @param student [2B, P], unit rows: f(a) above f(b)
   * @param teacher [2B, P], unit rows: h(a) above h(b)
   * @return a scalar
   */
  SDVariable inBatch(SDVariable student, SDVariable teacher) {
    return inBatchOneWay(first(student), second(teacher))
        .add(inBatchOneWay(second(student), first(teacher)));
  }

  /**
   * Adds the loss whose negatives are a queue's keys alone (MoCo, arXiv 1911.05722, algorithm 1).
   *
   * @param student [2B, P], unit rows: f(a) above f(b)
   * @param teacher [2B, P], unit rows: h(a) above h(b)
   * @param queue [K, P], unit rows
   * @return a scalar
   */
  SDVariable againstQueue(SDVariable student, SDVariable teacher, SDVariable queue) {
    return queueOneWay(first(student), second(teacher), queue)
        .add(queueOneWay(second(student), first(teacher), queue));
  }

  /** Row i's positive is row i, every other row a negative; [B, P] both. */
  private SDVariable inBatchOneWay(SDVariable queries, SDVariable keys) {
    SameDiff sd = queries.getSameDiff();
    SDVariable logits = sd.mmul(queries, keys, false, true, false).mul(1 / temperature); // [B, B]
    SDVariable diagonal = sd.constant(Nd4j.eye(batch).castTo(queries.dataType()));
    return new SDTransformer(sd).crossEntropy(logits, diagonal);
  }

  /** Row i's positive is row i of the keys, the negatives are the queue's; [B, P], [K, P]. */
  private SDVariable queueOneWay(SDVariable queries, SDVariable keys, SDVariable queue) {
    SameDiff sd = queries.getSameDiff();
    SDVariable positive = queries.mul(keys).sum(true, 1); // [B, 1]
    SDVariable negative = sd.mmul(queries, queue, false, true, false); // [B, K]
    SDVariable logits = sd.concat(1, positive, negative).mul(1 / temperature); // [B, 1 + K]
    return new SDTransformer(sd).crossEntropyOfFirst(logits, batch);
  }

  private SDVariable first(SDVariable x) {
    return x.getSameDiff().slice(x, new int[] {0, 0}, batch, width);
  }

  private SDVariable second(SDVariable x) {
    return x.getSameDiff().slice(x, new int[] {batch, 0}, batch, width);
  }
}
