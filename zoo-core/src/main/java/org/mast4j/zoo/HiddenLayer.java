package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.mast4j.settings.Require;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.ops.SDNN;

/**
 * A linear layer with a non-linearity between an encoder's features and its classifier.
 *
 * @param width of its output
 * @param activation applied to it
 */
public record HiddenLayer(int width, Function activation) {
  public HiddenLayer {
    Require.positive("width", width);
    Objects.requireNonNull(activation, "activation");
  }

  /** The non-linearities, by the names and with the formulas that they have in ND4J. */
  public enum Function {
    @JsonProperty("identity")
    IDENTITY,
    @JsonProperty("relu")
    RELU,
    @JsonProperty("elu")
    ELU,
    @JsonProperty("selu")
    SELU,
    /** x * sigmoid(1.702 x), as everywhere in ND4J; the encoders' own is the exact one. */
    @JsonProperty("gelu")
    GELU,
    @JsonProperty("swish")
    SWISH,
    @JsonProperty("softplus")
    SOFTPLUS,
    @JsonProperty("tanh")
    TANH,
    @JsonProperty("sigmoid")
    SIGMOID;

    /** The function of each value, of the same shape. */
    SDVariable of(SDVariable x) {
      SDNN nn = x.getSameDiff().nn();
      return switch (this) {
        case IDENTITY -> x;
        case RELU -> nn.relu(x, 0);
        case ELU -> nn.elu(x);
        case SELU -> nn.selu(x);
        case GELU -> nn.gelu(x);
        case SWISH -> nn.swish(x);
        case SOFTPLUS -> nn.softplus(x);
        case TANH -> x.getSameDiff().math().tanh(x);
        case SIGMOID -> nn.sigmoid(x);
      };
    }
  }
}
