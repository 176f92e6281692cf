package org.mast4j.zoo.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the tensors in what a checkpoint's pickle built. */
final class StateDict {
  /**
   * Under these keys training code keeps the state dict, beside the optimizer's and others. Of
   * several the first counts: timm's order ({@code load_state_dict} of timm/models/_helpers.py),
   * then the names that other code has for it.
   */
  private static final List<String> WRAPPERS =
      List.of(
          "state_dict_ema",
          "model_ema",
          "state_dict",
          "model",
          "model_state_dict",
          "model_state",
          "ema",
          "teacher",
          "student",
          "net",
          "network",
          "module",
          "weights",
          "model_weights",
          "params",
          "backbone");

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
   * isn't a tensor, as a number, is left out.
   *
   * @param notes gets a sentence if the checkpoint holds several state dicts
   * @throws WeightsFormatException if there is no tensor, a dict holds itself, or there is
   *     something among the tensors that the pickle would have to run for
   */
  static Map<String, TorchTensor> tensors(Object root, WeightsFile file, List<String> notes)
      throws IOException {
    if (root instanceof TorchPickle.Unbuilt unbuilt) {
      throw unbuilt.refused(file);
    }
    if (!(root instanceof Map<?, ?> dict)) {
      throw file.malformed(
          "it holds a single %s; expected a state dict".formatted(TorchPickle.typeName(root)));
    }
    StateDict found = new StateDict(file);
    found.collect("", unwrapped(dict, file, notes), 0);
    if (found.tensors.isEmpty()) {
      throw file.malformed("it holds no tensors; its keys are " + keys(dict));
    }
    return found.tensors;
  }

  private static Map<?, ?> unwrapped(Map<?, ?> root, WeightsFile file, List<String> notes)
      throws IOException {
    Map<?, ?> dict = root;
    for (int depth = 0; depth < MAX_DEPTH; depth++) { // no further: a dict may hold itself
      List<String> candidates = new ArrayList<>();
      for (String wrapper : WRAPPERS) {
        if (dict.get(wrapper) instanceof Map<?, ?> inner && mayHoldWeights(inner)) {
          candidates.add(wrapper);
        }
      }
      if (candidates.isEmpty()) {
        requireNoPickledModule(dict, file);
        return dict;
      }
      String first = candidates.get(0);
      if (candidates.size() > 1) {
        notes.add("of " + String.join(", ", candidates) + " in the file, " + first + " is read");
      }
      dict = (Map<?, ?>) dict.get(first);
    }
    return dict;
  }

  private static boolean mayHoldWeights(Map<?, ?> dict) {
    return dict.values().stream().anyMatch(v -> v instanceof TorchTensor || v instanceof Map);
  }

  /** {@code torch.save(model)} instead of its state dict, beside the optimizer's tensors. */
  private static void requireNoPickledModule(Map<?, ?> dict, WeightsFile file) throws IOException {
    for (String wrapper : WRAPPERS) {
      if (dict.get(wrapper) instanceof TorchPickle.Unbuilt module) {
        throw module.refused(file);
      }
    }
  }

  private void collect(String prefix, Map<?, ?> dict, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw file.malformed("its dicts are nested more than " + MAX_DEPTH + " deep");
    }
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      if (++values > MAX_VALUES) {
        throw file.malformed("it has more than " + MAX_VALUES + " values");
      }
      if (entry.getValue() instanceof TorchPickle.Unbuilt unbuilt) {
        throw unbuilt.refused(file);
      }
      if (entry.getKey() instanceof TorchPickle.Unbuilt) {
        throw file.malformed("a dict among its tensors has a key that is no text or number");
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
