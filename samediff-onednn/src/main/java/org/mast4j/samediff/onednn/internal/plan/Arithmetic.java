package org.mast4j.samediff.onednn.internal.plan;

/**
 * In which numbers a plan computes beside FLOAT.
 *
 * @param bfloat16 for products and what lies between them
 * @param int8 for products with large matrices of weights, unless the plan makes gradients
 */
public record Arithmetic(boolean bfloat16, boolean int8) {}
