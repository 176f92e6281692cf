package org.mast4j.ssl.pretrain.ssast;

import org.nd4j.linalg.api.ndarray.INDArray;

/** SSAST's accuracy, as YuanGongND/ssast reports it ({@code mpc} of src/models/ast_models.py). */
final class Matching {
  private Matching() {}

  /**
   * The share of the predictions that suit their own patch better than any other hidden one of the
   * clip; of equals the first patch.
   *
   * @param matches [B*M, M]: in row i, column j of a clip how well prediction j suits patch i
   */
  static double accuracy(INDArray matches) {
    int count = (int) matches.size(1); // M
    int clips = (int) (matches.size(0) / count);
    float[][] rows = matches.toFloatMatrix();
    int correct = 0;
    for (int clip = 0; clip < clips; clip++) {
      for (int prediction = 0; prediction < count; prediction++) {
        int best = 0;
        for (int patch = 1; patch < count; patch++) {
          if (rows[clip * count + patch][prediction] > rows[clip * count + best][prediction]) {
            best = patch;
          }
        }
        correct += best == prediction ? 1 : 0;
      }
    }
    return correct / (double) (clips * count);
  }
}
