/**
 * Optimisers with their schedule, and the gradients that they step by.
 *
 * <p>May know {@code org.nd4j}, {@code samediff.onednn}, {@code samediff.sweep}.
 */
package org.mast4j.ssl.optim;
