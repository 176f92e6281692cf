/**
 * The zoo in DL4J's own forms: {@link org.mast4j.zoo.dl4j.SpectrogramTransformer} is what MAST and
 * AST are as zoo models, {@link org.mast4j.zoo.dl4j.EncoderLayers} builds their ComputationGraphs
 * and moves weights in and out, {@link org.mast4j.zoo.dl4j.EncoderLayer} is one block as a layer.
 * What a block computes is defined once, by the encoder's {@link org.mast4j.zoo.EncoderPart}.
 */
package org.mast4j.zoo.dl4j;
