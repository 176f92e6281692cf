/**
 * Optimisers with their schedule, and the gradients that they step by.
 *
 * <p>May know {@code org.nd4j}, {@code samediff.engine}, {@code samediff.sweep}, {@code settings}.
 */
package org.mast4j.ssl.optim;
