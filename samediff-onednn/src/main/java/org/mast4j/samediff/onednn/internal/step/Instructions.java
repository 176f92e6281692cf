package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.dnnl.global.dnnl;

/** The processor's instructions, as far as oneDNN uses them. */
public final class Instructions {
  private Instructions() {}

  /** Whether oneDNN uses all of a set, one of {@code dnnl_cpu_isa_...}. */
  public static boolean has(int set) {
    return (dnnl.dnnl_get_effective_cpu_isa() & set) == set;
  }
}
