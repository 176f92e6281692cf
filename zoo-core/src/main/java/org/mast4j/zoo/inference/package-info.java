/**
 * Use of a model in an application: {@link org.mast4j.zoo.inference.AudioClassifier} and {@link
 * org.mast4j.zoo.inference.AudioEncoder} take files or samples of any length; {@link
 * org.mast4j.zoo.inference.BatchedOutputs} runs a graph over spectrograms of the model's size.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.dataset}, {@code datavec.audio.decode},
 * {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code org.bytedeco}, {@code
 * org.nd4j}, {@code settings}, {@code zoo}, {@code zoo.weights}.
 */
package org.mast4j.zoo.inference;
