package org.mast4j.samediff.read;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.Value;

/** How one kind of op is expressed in a program. */
@FunctionalInterface
interface Translator {
  /** The op's outputs, or empty for a variant of the op that ND4J must run. */
  Optional<List<Value>> translate(OpCall call);

  /** A translator of an op with one output. */
  static Translator single(Single single) {
    return call -> single.translate(call).map(List::of);
  }

  /** How an op with one output is expressed. */
  @FunctionalInterface
  interface Single {
    Optional<Value> translate(OpCall call);
  }
}
