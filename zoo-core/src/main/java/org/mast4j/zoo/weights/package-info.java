/**
 * Checkpoints: {@link org.mast4j.zoo.weights.Weights}, arrays by checkpoint key with strict
 * loading, and the files of other people that hold them. {@link org.mast4j.zoo.weights.Checkpoints}
 * reads any of safetensors, in one file or in shards, and PyTorch's archives; {@link
 * org.mast4j.zoo.weights.SafeTensors} writes.
 *
 * <p>No file is trusted: whatever it claims, a malformed one costs a fraction of a second and at
 * most 64 MB, runs nothing, and gives a {@link org.mast4j.zoo.weights.WeightsFormatException}.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.internal.io}, {@code org.bytedeco},
 * {@code org.nd4j}, {@code zoo.graph}.
 */
package org.mast4j.zoo.weights;
