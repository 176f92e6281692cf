/**
 * Generators of candidates for Arbiter beyond its own: {@link
 * org.mast4j.arbiter.generate.TpeGenerator} learns from results, also on spaces of which some
 * settings exist only beside others ({@link org.mast4j.arbiter.generate.Conditional}).
 *
 * <p>May know {@code datavec.audio.augment}, {@code org.apache}, {@code org.deeplearning4j}, {@code
 * org.nd4j}, {@code settings}.
 */
package org.mast4j.arbiter.generate;
