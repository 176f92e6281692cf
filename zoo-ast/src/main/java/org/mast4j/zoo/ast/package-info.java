/**
 * The Audio Spectrogram Transformer: {@link org.mast4j.zoo.ast.AstConfig}, its presets in {@link
 * org.mast4j.zoo.ast.AstVariants}, and its graph in {@code AstGraph}.
 */
package org.mast4j.zoo.ast;
