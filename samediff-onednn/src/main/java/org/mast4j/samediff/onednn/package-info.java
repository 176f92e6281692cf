/**
 * Runs SameDiff graphs on the CPU by oneDNN: with the jar on the class path, every graph that is
 * made or loaded, without a call ({@link org.mast4j.samediff.engine.Engines} says how it is doing).
 * The graph stays one of stock ops, which saves, differentiates and runs on CUDA as it is; only
 * what executes it here is ours.
 *
 * <p>At the first call for a set of outputs and input shapes a small compiler makes a plan:
 *
 * <ol>
 *   <li>{@link org.mast4j.samediff.read} reads the needed part of the graph into a program ({@link
 *       org.mast4j.samediff.ir}), with all shapes, and takes gradient ops apart;
 *   <li>{@link org.mast4j.samediff.rewrite} finds what many small ops amount to: linear layers,
 *       layer norm, GELU, attention, and the gradients of these;
 *   <li>{@link org.mast4j.samediff.onednn.internal.plan} gives each value a place, so that
 *       reshapes, permutations and slices cost nothing, and turns nodes into steps ({@link
 *       org.mast4j.samediff.onednn.internal.step}) on one arena ({@link
 *       org.mast4j.samediff.onednn.internal.memory}).
 * </ol>
 *
 * <p>Later calls run the steps, if the graph is still what the plan was made for. Weights are read
 * where the graph has them, so that one who assigns to a weight gets what he expects; of small ones
 * a copy tells whether what was made of them alone still holds. What can't be planned runs in the
 * session that was there before, whole, with the stock cache of arrays off.
 *
 * <p>{@link org.mast4j.samediff.onednn.train} trains a graph by plans, as {@code SameDiff.fit}
 * does.
 *
 * <p>May know {@code classpath}, {@code org.bytedeco}, {@code org.nd4j}, {@code org.slf4j}, {@code
 * samediff.engine}, {@code samediff.onednn.internal.plan}, {@code samediff.onednn.internal.step},
 * {@code samediff.quiet}, {@code samediff.read}.
 */
package org.mast4j.samediff.onednn;
