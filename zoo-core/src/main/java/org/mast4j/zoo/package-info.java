/**
 * What every spectrogram transformer shares: the {@link org.mast4j.zoo.EncoderConfig} that
 * describes and builds an encoder, the {@link org.mast4j.zoo.EncoderGraph} that runs it, the model
 * on disk ({@link org.mast4j.zoo.StoredModel}), and the registry of {@link
 * org.mast4j.zoo.Architectures}. Knows no family of encoders and nothing of training.
 *
 * <p>May know {@code classpath}, {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code
 * samediff.engine}, {@code settings}, {@code zoo.graph}, {@code zoo.weights}.
 */
package org.mast4j.zoo;
