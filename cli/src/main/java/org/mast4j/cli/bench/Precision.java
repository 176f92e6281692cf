package org.mast4j.cli.bench;

/** The numbers that a pass computes its products with. */
public enum Precision {
  F32,
  BF16,
  INT8
}
