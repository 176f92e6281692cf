/**
 * What training is fed: which clips make the next batch, and their spectrograms, read ahead.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.augment}, {@code datavec.audio.frontend},
 * {@code datavec.audio.internal.io}.
 */
package org.mast4j.ssl.internal.data;
