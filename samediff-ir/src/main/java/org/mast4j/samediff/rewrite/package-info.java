/**
 * Second pass: patterns of many small ops become one node, forward and backward; and, if asked for,
 * gradients compute the forward part again.
 *
 * <p>May know {@code org.nd4j}, {@code samediff.ir}.
 */
package org.mast4j.samediff.rewrite;
