package org.mast4j.ssl.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROCMultiClass;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** Our classifiers under DL4J's evaluations, beside its own network of the same weights. */
class ClassifierEvaluationTest {
  private static final int CLIPS = 30;
  private static final DataSet DATA = TinyEncoders.data(CLIPS, 4, DataType.FLOAT);

  static List<EncoderConfig> encoders() {
    return Batches.encoders().toList();
  }

  private static ComputationGraph network(StoredModel model) {
    return EncoderLayers.of(model, 0, new NeuralNetConfiguration.Builder(), 1);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void evaluationsEqualThoseOfANetworkOfTheSameWeights(EncoderConfig encoder) {
    StoredModel model = TestModels.classifier(encoder, Activation.SOFTMAX);
    try (ClassifierEvaluation ours = ClassifierEvaluation.of(model)) {
      Evaluation evaluation = ours.evaluate(Batches.labelled(CLIPS, 7, 4));
      ROCMultiClass roc = ours.evaluateROCMultiClass(Batches.labelled(CLIPS, 7, 4));
      Evaluation expected = new Evaluation(model.labels());
      ROCMultiClass expectedRoc = new ROCMultiClass(0);
      network(model).doEvaluation(Batches.labelled(CLIPS, 7, 4), expected, expectedRoc);
      assertThat(evaluation.getConfusionMatrix()).isEqualTo(expected.getConfusionMatrix());
      assertThat(evaluation.getLabelsList()).containsExactly("a", "b", "c");
      for (int c = 0; c < TinyEncoders.CLASSES; c++) {
        assertThat(roc.calculateAUC(c)).isCloseTo(expectedRoc.calculateAUC(c), within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void accuracyEqualsThatOfOurOwnScores(EncoderConfig encoder) {
    try (EncoderGraph classifier = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 7);
        ClassifierEvaluation evaluation =
            ClassifierEvaluation.of(classifier, Activation.SOFTMAX, List.of("a", "b", "c"))) {
      int[] predicted = classifier.logits(DATA.getFeatures()).argMax(1).toIntVector();
      int[] actual = DATA.getLabels().argMax(1).toIntVector();
      ClassificationScores ours = ClassificationScores.of(actual, predicted, TinyEncoders.CLASSES);
      Evaluation theirs = evaluation.evaluate(Batches.labelled(CLIPS, 7, 4));
      assertThat(theirs.accuracy()).isEqualTo(ours.accuracy());
      for (int c = 0; c < TinyEncoders.CLASSES; c++) {
        assertThat(theirs.recall(c)).isCloseTo(ours.recall(c), within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void classesThatDontExcludeEachOtherAreEvaluatedOneByOne(EncoderConfig encoder) {
    StoredModel model = TestModels.classifier(encoder, Activation.SIGMOID);
    try (ClassifierEvaluation ours = ClassifierEvaluation.of(model)) {
      EvaluationBinary evaluation = ours.evaluateBinary(Batches.labelled(CLIPS, 7, 4));
      EvaluationBinary expected = new EvaluationBinary();
      network(model).doEvaluation(Batches.labelled(CLIPS, 7, 4), expected);
      for (int c = 0; c < TinyEncoders.CLASSES; c++) {
        assertThat(evaluation.truePositives(c)).isEqualTo(expected.truePositives(c));
        assertThat(evaluation.falsePositives(c)).isEqualTo(expected.falsePositives(c));
        assertThat(evaluation.totalCount(c)).isEqualTo(CLIPS);
      }
    }
  }

  @Test
  void aModelWithoutClassifierIsRefused() {
    StoredModel encoder = TestModels.encoder(Batches.encoder());
    assertThatThrownBy(() -> ClassifierEvaluation.of(encoder))
        .hasMessage("this model has no classifier; fine-tune it first");
  }
}
