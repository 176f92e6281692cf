/**
 * What runs at a call: one class for each family of oneDNN kernels, and ND4J's own ops for the
 * rest.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.engine}, {@code samediff.ir},
 * {@code samediff.memory}, {@code samediff.onednn.internal.memory}.
 */
package org.mast4j.samediff.onednn.internal.step;
