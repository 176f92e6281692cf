/**
 * Audio files to mono waveforms at the file's own rate.
 *
 * <p>{@link org.mast4j.datavec.audio.decode.AudioFiles} is the way in. PCM in wav, AIFF and AU is
 * read here; every other format goes through FFmpeg, which is told neither to mix nor to resample.
 *
 * <p>May know {@code classpath}, {@code datavec.audio}, {@code datavec.audio.internal.io}, {@code
 * org.bytedeco}, {@code settings}.
 */
package org.mast4j.datavec.audio.decode;
