package org.mast4j.zoo.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the tensors in what a checkpoint's pickle built. */
final class StateDict {
  /** Under these keys training code keeps the state dict, beside the optimizer's and others. */
  private static final List<String> WRAPPERS = List.of("state_dict", "model");

  private static final int MAX_DEPTH = 16;
  private static final int MAX_VALUES = 200_000;

  private final WeightsFile file;
  private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
  private int values;

  private StateDict(WeightsFile file) {
    this.file = file;
  }

  /**
   * The tensors by key, in order. Keys of dicts within the state dict are joined by dots; what
   * isn't a tensor is left out.
   *
   * @throws WeightsFormatException if there is no tensor, or a dict holds itself
   */
  static Map<String, TorchTensor> tensors(Object root, WeightsFile file) throws IOException {
    if (!(root instanceof Map<?, ?> dict)) {
      throw file.malformed(
          "it holds a single %s; expected a state dict".formatted(TorchPickle.typeName(root)));
    }
    StateDict found = new StateDict(file);
    found.collect("", unwrapped(dict), 0);
    if (found.tensors.isEmpty()) {
      throw file.malformed("it holds no tensors; its keys are " + keys(dict));
    }
    return found.tensors;
  }

  private static Map<?, ?> unwrapped(Map<?, ?> root) {
    Map<?, ?> dict = root;
    for (int depth = 0; depth < MAX_DEPTH; depth++) { // no further: a dict may hold itself
      for (String wrapper : WRAPPERS) {
        if (dict.get(wrapper) instanceof Map<?, ?> inner) {
          dict = inner;
          break;
        }
      }
    }
    return dict;
  }

  private void collect(String prefix, Map<?, ?> dict, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw file.malformed("its dicts are nested more than " + MAX_DEPTH + " deep");
    }
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      if (++values > MAX_VALUES) {
        throw file.malformed("it has more than " + MAX_VALUES + " values");
      }
      String key = prefix + entry.getKey();
      if (entry.getValue() instanceof Map<?, ?> inner) {
        collect(key + ".", inner, depth + 1);
      } else if (entry.getValue() instanceof TorchTensor tensor
          && tensors.put(key, tensor) != null) {
        throw file.malformed("it has " + Quote.plain(key) + " twice");
      }
    }
  }

  private static String keys(Map<?, ?> dict) {
    return Quote.of(
        dict.keySet().stream().limit(20).map(Object::toString).collect(Collectors.joining(", ")));
  }
}
