/**
 * Keeps what SameDiff prints while it differentiates a graph out of the standard output.
 *
 * <p>May know {@code org.nd4j}.
 */
package org.mast4j.samediff.quiet;
