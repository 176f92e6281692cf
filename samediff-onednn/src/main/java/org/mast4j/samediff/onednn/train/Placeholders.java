package org.mast4j.samediff.onednn.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A batch by the names that the training configuration gives to its arrays. */
final class Placeholders {
  private Placeholders() {}

  /**
   * Refuses a batch that the configuration has other names for.
   *
   * @throws IllegalStateException with both counts
   */
  static void check(TrainingConfig config, MultiDataSet batch) {
    check("feature", orNone(config.getDataSetFeatureMapping()), batch.numFeatureArrays());
    check("label", orNone(config.getDataSetLabelMapping()), batch.numLabelsArrays());
  }

  private static void check(String kind, List<String> names, int arrays) {
    if (names.size() != arrays) {
      throw new IllegalStateException(
          "a batch has %d %s arrays, the training configuration's %s mapping %d names: %s"
              .formatted(arrays, kind, kind, names.size(), names));
    }
  }

  /** By placeholder, in its type. */
  static Map<String, INDArray> of(SameDiff graph, MultiDataSet batch) {
    TrainingConfig config = graph.getTrainingConfig();
    Map<String, INDArray> arrays = new HashMap<>();
    put(arrays, graph, config.getDataSetFeatureMapping(), batch::getFeatures);
    put(arrays, graph, config.getDataSetLabelMapping(), batch::getLabels);
    put(arrays, graph, config.getDataSetFeatureMaskMapping(), batch::getFeaturesMaskArray);
    put(arrays, graph, config.getDataSetLabelMaskMapping(), batch::getLabelsMaskArray);
    return arrays;
  }

  private static void put(
      Map<String, INDArray> arrays, SameDiff graph, List<String> names, IntFunction<INDArray> get) {
    List<String> given = orNone(names);
    for (int i = 0; i < given.size(); i++) {
      String name = given.get(i);
      if (name == null) { // a mask without a placeholder
        continue;
      }
      if (!graph.hasVariable(name)) {
        throw new IllegalStateException(
            "the training configuration maps the batch to " + name + ", which the graph lacks");
      }
      INDArray array = get.apply(i);
      if (array == null) {
        throw new IllegalStateException(
            "a batch has no array for " + name + ", to which the training configuration maps it");
      }
      DataType type = graph.getVariable(name).dataType();
      arrays.put(name, array.dataType() == type ? array : array.castTo(type));
    }
  }

  /** ND4J's configuration may have null for no names. */
  private static List<String> orNone(List<String> names) {
    return Optional.ofNullable(names).orElse(List.of());
  }
}
