/**
 * What every spectrogram transformer shares: the {@link org.mast4j.zoo.EncoderConfig} that
 * describes and builds an encoder, the model directory, and the registry of architectures. Below
 * it, {@code graph} holds safe graphs and the shared ops, {@code weights} the checkpoint formats,
 * {@code ast} the AST. May depend on datavec-audio and nd4j-api; knows nothing of training.
 */
package org.mast4j.zoo;
