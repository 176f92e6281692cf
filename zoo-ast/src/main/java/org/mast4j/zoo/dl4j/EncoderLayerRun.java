package org.mast4j.zoo.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's layer at work, with two of its defects mended. */
final class EncoderLayerRun extends SameDiffLayer {
  EncoderLayerRun(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /** The stock layer registers its loss twice, so that each layer doubles what passes it. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    return super.backpropGradient(epsilon.mul(0.5), workspaces);
  }

  /** The stock method checks the shape and then does nothing. */
  @Override
  public void setParam(String name, INDArray value) {
    super.setParam(name, value);
    getParam(name).assign(value);
  }
}
