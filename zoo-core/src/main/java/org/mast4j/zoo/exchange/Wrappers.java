package org.mast4j.zoo.exchange;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mast4j.zoo.weights.Weights;

/**
 * What training code wraps a model in, and then shows in its keys: {@code
 * module._orig_mod.blocks.0.norm1.weight} is {@code blocks.0.norm1.weight} of a compiled model in
 * parallel training (as {@code clean_state_dict} of timm/models/_helpers.py has it).
 */
final class Wrappers {
  /** PyTorch's own names, which stand before any module that is wrapped. */
  private static final Set<String> ANYWHERE =
      Set.of("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

  /**
   * What holds the whole model; where a state dict holds several, the first of these is taken: an
   * average before what was averaged.
   */
  private static final List<String> OUTERMOST =
      List.of(
          "ema_model",
          "model_ema",
          "ema",
          "teacher",
          "student",
          "module",
          "model",
          "net",
          "network",
          "backbone",
          "encoder");

  private Wrappers() {}

  /**
   * The weights under the model's own keys.
   *
   * @param notes gets a sentence if there are several models to choose from
   */
  static Weights unwrap(Weights weights, List<String> notes) {
    Weights unwrapped = weights.renamed(Wrappers::withoutInner);
    for (List<String> outer = outermost(unwrapped); !outer.isEmpty(); ) {
      String first = outer.get(0);
      if (outer.size() > 1) {
        notes.add("of " + String.join(", ", outer) + " in the weights, " + first + " is read");
      }
      unwrapped = inner(unwrapped, first);
      outer = outermost(unwrapped);
    }
    return unwrapped;
  }

  private static String withoutInner(String key) {
    return Arrays.stream(key.split("\\."))
        .filter(part -> !ANYWHERE.contains(part))
        .collect(Collectors.joining("."));
  }

  /** The wrappers that every floating-point weight is in one of, in order; none if there are no. */
  private static List<String> outermost(Weights weights) {
    Set<String> first = new LinkedHashSet<>();
    weights
        .toMap()
        .forEach(
            (key, array) -> {
              if (array.dataType().isFPType()) { // averages count their models in an integer
                first.add(key.contains(".") ? key.substring(0, key.indexOf('.')) : "");
              }
            });
    return OUTERMOST.containsAll(first)
        ? OUTERMOST.stream().filter(first::contains).toList()
        : List.of();
  }

  private static Weights inner(Weights weights, String wrapper) {
    String prefix = wrapper + ".";
    return weights
        .select(key -> key.startsWith(prefix))
        .renamed(key -> key.substring(prefix.length()));
  }
}
