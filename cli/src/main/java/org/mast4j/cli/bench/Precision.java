package org.mast4j.cli.bench;

/** The numbers that a pass computes its products with. */
public enum Precision {
  FLOAT32,
  BFLOAT16,
  INT8
}
