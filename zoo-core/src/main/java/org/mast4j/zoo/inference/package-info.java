/**
 * Use of a model in an application: {@link org.mast4j.zoo.inference.AudioClassifier} and {@link
 * org.mast4j.zoo.inference.AudioEncoder} take files or samples of any length; {@link
 * org.mast4j.zoo.inference.Embedder} runs a graph over spectrograms of the model's size.
 */
package org.mast4j.zoo.inference;
