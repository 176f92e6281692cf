/**
 * MAST, the multiscale audio spectrogram transformer (ICASSP 2023): MViTv2 on spectrogram patches.
 * {@link org.mast4j.zoo.mast.MastConfig} describes a model, {@link org.mast4j.zoo.mast.MastGraph}
 * is its graph with {@link org.mast4j.zoo.mast.MastAttention}, {@link org.mast4j.zoo.mast.SDMast}
 * has pooled attention and relative position as ops, {@link org.mast4j.zoo.mast.MastVariants} lists
 * the presets, {@link org.mast4j.zoo.mast.MAST} is the DL4J zoo model.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code datavec.audio.patch},
 * {@code org.nd4j}, {@code settings}, {@code zoo}, {@code zoo.dl4j}, {@code zoo.exchange}, {@code
 * zoo.graph}, {@code zoo.weights}.
 */
package org.mast4j.zoo.mast;
