/**
 * The zoo in DL4J's own forms: {@link org.mast4j.zoo.dl4j.SpectrogramTransformer} is what MAST and
 * AST are as zoo models, {@link org.mast4j.zoo.dl4j.EncoderLayers} builds their ComputationGraphs
 * and moves weights in and out, {@link org.mast4j.zoo.dl4j.EncoderLayer} is one block as a layer.
 * What a block computes is defined once, by the encoder's {@link org.mast4j.zoo.EncoderPart}.
 *
 * <p>May know {@code classpath}, {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.patch}, {@code org.deeplearning4j}, {@code org.nd4j}, {@code org.slf4j}, {@code
 * settings}, {@code zoo}, {@code zoo.exchange}, {@code zoo.graph}, {@code zoo.pretrained}, {@code
 * zoo.weights}.
 */
package org.mast4j.zoo.dl4j;
