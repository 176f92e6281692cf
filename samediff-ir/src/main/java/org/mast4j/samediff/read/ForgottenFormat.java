package org.mast4j.samediff.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Where SameDiff M2.1 differentiates a graph, the gradient of a {@code conv2d} is one of weights in
 * the format YXIO, whatever the convolution's own are: ND4J then refuses the kernel or, where its
 * shape allows it, takes it for another. Its format is the convolution's whose result's gradient it
 * reads.
 */
final class ForgottenFormat {
  private static final String CONVOLUTION = "conv2d";
  private static final String GRADIENT = "conv2d_bp";

  private ForgottenFormat() {}

  /** The op, or what it has to be. */
  static DifferentialFunction mended(SameDiff graph, SameDiffOp op) {
    Optional<SameDiffOp> convolution = convolution(graph, op);
    if (convolution.isEmpty()) {
      return op.getOp();
    }
    long[] arguments = ((DynamicCustomOp) convolution.get().getOp()).iArgs();
    return DynamicCustomOp.builder(GRADIENT)
        .addIntegerArguments(Arrays.stream(arguments).mapToInt(Math::toIntExact).toArray())
        .build();
  }

  /** What an op is the gradient of, if its format was forgotten. */
  static Optional<SameDiffOp> convolution(SameDiff graph, SameDiffOp op) {
    List<String> inputs = Subgraph.inputsOf(op);
    if (!op.getOp().opName().equals(GRADIENT) || isGiven(op) || inputs.size() < 3) {
      return Optional.empty();
    }
    List<String> operands = inputs.subList(0, inputs.size() - 1);
    String gradient = inputs.get(inputs.size() - 1);
    return Optional.ofNullable(graph.getVariables().get(inputs.get(0)).getInputsForOp())
        .flatMap(
            readers ->
                readers.stream()
                    .map(graph.getOps()::get)
                    .filter(
                        reader -> reader.getOp().opName().equals(CONVOLUTION) && isGiven(reader))
                    .filter(reader -> Subgraph.inputsOf(reader).equals(operands))
                    .filter(reader -> gradient.equals(gradientOf(graph, reader)))
                    .findFirst());
  }

  /** Whether an op says that its weights aren't YXIO. */
  private static boolean isGiven(SameDiffOp op) {
    return op.getOp() instanceof DynamicCustomOp function
        && function.iArgs().length > Convolutions.WEIGHTS_FORMAT
        && function.iArgs()[Convolutions.WEIGHTS_FORMAT] != Convolutions.YXIO;
  }

  /** The name of the gradient of an op's result; of none, an empty one. */
  private static String gradientOf(SameDiff graph, SameDiffOp op) {
    return Optional.ofNullable(graph.getVariables().get(op.getOutputsOfOp().get(0)))
        .map(Variable::getGradient)
        .map(SDVariable::name)
        .orElse("");
  }
}
