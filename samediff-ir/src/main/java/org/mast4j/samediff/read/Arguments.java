package org.mast4j.samediff.read;

import java.util.Arrays;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.ScalarOp;

/** The arguments of an op that aren't tensors of the graph, as one number, without copies. */
final class Arguments {
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private long digest;

  private Arguments() {}

  /** A number that is another one, but for one chance in 2^64, where an argument is. */
  static long digest(DifferentialFunction function) {
    Arguments arguments = new Arguments();
    if (function instanceof DynamicCustomOp custom) {
      arguments.add(custom);
    } else if (function instanceof Op op) {
      arguments.add(op);
    }
    return arguments.digest;
  }

  private void add(DynamicCustomOp op) {
    add(op.numIArguments());
    for (int i = 0; i < op.numIArguments(); i++) {
      add(op.getIArgument(i));
    }
    add(op.numTArguments());
    for (int i = 0; i < op.numTArguments(); i++) {
      add(Double.doubleToRawLongBits(op.getTArgument(i)));
    }
    add(op.numBArguments());
    for (int i = 0; i < op.numBArguments(); i++) {
      add(op.getBArgument(i) ? 1 : 0);
    }
    if (op.numDArguments() > 0) {
      add(Arrays.hashCode(op.dArgs()));
    }
  }

  private void add(Op op) {
    add(Arrays.hashCode(op.extraArgs()));
    if (op instanceof ScalarOp scalar && scalar.scalar() != null) {
      add(Double.doubleToRawLongBits(scalar.scalar().getDouble(0)));
    }
    if (op instanceof BaseReduceOp reduce) {
      add(Arrays.hashCode(reduce.getDimensions()));
      add(reduce.isKeepDims() ? 1 : 0);
    }
  }

  private void add(long value) {
    long mixed = (digest ^ value) * MIXER;
    digest = mixed ^ mixed >>> 32;
  }
}
