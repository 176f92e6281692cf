/**
 * The Audio Spectrogram Transformer: {@link org.mast4j.zoo.ast.AstConfig}, its presets in {@link
 * org.mast4j.zoo.ast.AstVariants}, and its graph in {@code AstGraph}.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code datavec.audio.patch},
 * {@code org.nd4j}, {@code settings}, {@code zoo}, {@code zoo.dl4j}, {@code zoo.exchange}, {@code
 * zoo.graph}, {@code zoo.weights}.
 */
package org.mast4j.zoo.ast;
