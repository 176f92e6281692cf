/**
 * The program that the passes work on: values with shapes, nodes, and what nodes compute.
 *
 * <p>May know {@code org.nd4j}.
 */
package org.mast4j.samediff.ir;
