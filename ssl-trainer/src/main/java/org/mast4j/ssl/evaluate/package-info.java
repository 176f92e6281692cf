/**
 * How good a representation is: linear probes, scores of predictions, and their confidence.
 *
 * <p>May know {@code datavec.audio.dataset}, {@code datavec.audio.frontend}, {@code org.apache},
 * {@code org.nd4j}, {@code zoo}, {@code zoo.inference}.
 */
package org.mast4j.ssl.evaluate;
