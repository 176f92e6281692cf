package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WrappersTest {
  private final List<String> notes = new ArrayList<>();

  /** Weights whose values count them. */
  private static Weights weights(String... keys) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    for (String key : keys) {
      arrays.put(key, Nd4j.scalar((float) arrays.size()));
    }
    return Weights.of(arrays);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module.",
        "_orig_mod.",
        "module._orig_mod.",
        "_orig_mod.module.",
        "model.",
        "net.",
        "backbone.",
        "encoder.",
        "student.",
        "teacher.backbone.",
        "model._fsdp_wrapped_module.",
        "module.model.net."
      })
  void everyWrapperAroundTheModelIsTakenOff(String prefix) {
    Weights wrapped = weights(prefix + "blocks.0.norm1.weight", prefix + "cls_token");
    assertThat(Wrappers.unwrap(wrapped, notes).toMap())
        .isEqualTo(weights("blocks.0.norm1.weight", "cls_token").toMap());
    assertThat(notes).isEmpty();
  }

  @Test
  void wrappersOfPyTorchAreTakenOffWithinTheModelToo() {
    Weights wrapped = weights("blocks.0._orig_mod.norm1.weight", "cls_token");
    assertThat(Wrappers.unwrap(wrapped, notes).keys())
        .containsExactly("blocks.0.norm1.weight", "cls_token");
  }

  @Test
  void anAveragedModelsCounterIsLeft() {
    Weights averaged =
        weights("module.norm.weight").with("n_averaged", Nd4j.scalar(DataType.LONG, 3));
    assertThat(Wrappers.unwrap(averaged, notes).keys()).containsExactly("norm.weight");
  }

  @Test
  void ofTeacherAndStudentTheTeacherIsReadAndSaid() {
    Weights both = weights("student.norm.weight", "teacher.norm.weight");
    assertThat(Wrappers.unwrap(both, notes).toMap())
        .isEqualTo(Map.of("norm.weight", Nd4j.scalar(1f)));
    assertThat(notes).containsExactly("of teacher, student in the weights, teacher is read");
  }

  @Test
  void aNameThatNotAllKeysBearIsTheModelsOwn() {
    Weights own = weights("encoder.layer.0.weight", "embeddings.cls_token", "module.x");
    assertThat(Wrappers.unwrap(own, notes).keys()).isEqualTo(own.keys());
    assertThat(notes).isEmpty();
  }
}
