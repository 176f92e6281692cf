/**
 * Audio for DataVec: files in, log-mel patches out.
 *
 * <p>The root package holds what every step shares: {@link org.mast4j.datavec.audio.Waveform} and
 * {@link org.mast4j.datavec.audio.AudioException}. The steps live in packages of their own, in the
 * order in which a clip passes them: {@code decode}, {@code resample}, {@code frontend}, {@code
 * augment}, {@code patch}; {@code dataset} finds and loads many clips, {@code cache} keeps their
 * features and {@code reader} offers them to DataVec. The module knows nothing of any model.
 *
 * <p>May know {@code settings}.
 */
package org.mast4j.datavec.audio;
