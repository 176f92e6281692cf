package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against timm's resample_patch_embed; oracle/make_exchange.py. */
class PatchKernelTest {
  private final Weights oracle = Oracle.tensors("exchange/kernels.io.safetensors");

  @Test
  void aLargerKernelIsTimms() {
    INDArray resized = PatchKernel.resize(oracle.get("kernel"), 16, 16);
    Oracle.assertClose(resized, oracle.get("resized"), 1e-5);
  }

  @Test
  void aSmallerKernelIsTimms() {
    INDArray smaller = PatchKernel.resize(oracle.get("large"), 16, 6);
    Oracle.assertClose(smaller, oracle.get("smaller"), 1e-5);
  }

  @Test
  void aKernelOfTheRightSizeIsTheSame() {
    INDArray kernel = oracle.get("kernel");
    assertThat(PatchKernel.resize(kernel, 7, 7)).isSameAs(kernel);
    assertThat(PatchKernel.toOneChannel(kernel)).isSameAs(kernel);
  }

  @Test
  void theResponseToAConstantPatchStays() {
    INDArray kernel = oracle.get("kernel");
    INDArray resized = PatchKernel.resize(kernel, 16, 16);
    Oracle.assertClose(resized.sum(1, 2, 3), kernel.sum(1, 2, 3), 1e-4);
  }

  @Test
  void channelsAreSummed() {
    INDArray kernel = Nd4j.rand(DataType.FLOAT, 2, 3, 4, 4);
    INDArray one = PatchKernel.toOneChannel(kernel);
    assertThat(one.shape()).containsExactly(2, 1, 4, 4);
    assertThat(one.getFloat(1, 0, 2, 3))
        .isEqualTo(
            kernel.getFloat(1, 0, 2, 3)
                + kernel.getFloat(1, 1, 2, 3)
                + kernel.getFloat(1, 2, 2, 3));
  }
}
