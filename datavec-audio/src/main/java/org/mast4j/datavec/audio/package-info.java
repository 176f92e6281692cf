/**
 * Audio for DataVec: files in, log-mel patches out.
 *
 * <p>The root package holds what every step shares: {@link org.mast4j.datavec.audio.Waveform} and
 * {@link org.mast4j.datavec.audio.AudioException}. The steps live in packages of their own, in the
 * order in which a clip passes them: {@code decode}, {@code resample}, {@code frontend}, {@code
 * augment}, {@code patch}; {@code dataset} finds and loads many clips and {@code reader} offers
 * them to DataVec.
 *
 * <p>The module depends on nd4j-api, datavec-api, an FFT and, for compressed formats, FFmpeg. It
 * knows nothing of any model, and no other module of MAST4J.
 */
package org.mast4j.datavec.audio;
