package org.mast4j.ssl.pretrain.ssmast;

/** How the teacher's momentum goes on over a run. */
public enum MomentumSchedule {
  /** As set, at every step. */
  CONSTANT {
    @Override
    double at(int step, int steps, double momentum) {
      return momentum;
    }
  },
  /** From what is set to 1 along half a cosine (BYOL, arXiv 2006.07733, section 3.2; MoCo v3). */
  COSINE {
    @Override
    double at(int step, int steps, double momentum) {
      return 1 - (1 - momentum) * (Math.cos(Math.PI * step / steps) + 1) / 2;
    }
  };

  /**
   * The momentum of a step.
   *
   * @param step counted from 0
   * @param steps of the run
   * @param momentum at the start
   */
  abstract double at(int step, int steps, double momentum);
}
