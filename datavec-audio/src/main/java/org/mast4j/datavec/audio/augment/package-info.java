/**
 * Augmentations of log-mel spectrograms and of waveforms. Each is a pure function of its input and
 * of the generator that the caller passes, so the same seed gives the same output on any number of
 * threads.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.decode}, {@code datavec.audio.frontend},
 * {@code datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code datavec.audio.resample},
 * {@code settings}.
 */
package org.mast4j.datavec.audio.augment;
