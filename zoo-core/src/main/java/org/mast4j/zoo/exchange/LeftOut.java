package org.mast4j.zoo.exchange;

import java.util.List;

/**
 * What an import or export did not take over, and why.
 *
 * @param keys tensors, files or fields as the source names them
 * @param reason one clause: "ImageNet's classes"
 */
public record LeftOut(List<String> keys, String reason) {
  public LeftOut {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || reason.isBlank()) {
      throw new IllegalArgumentException("keys " + keys + ", reason \"" + reason + "\"");
    }
  }

  /** "head.weight, head.bias (ImageNet's classes)". */
  @Override
  public String toString() {
    return String.join(", ", keys) + " (" + reason + ")";
  }
}
