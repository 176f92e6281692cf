/**
 * Third pass: each value gets a place, each node becomes steps; then lifetimes, the arena, and the
 * calls.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.memory}, {@code
 * samediff.onednn.ir}, {@code samediff.onednn.memory}, {@code samediff.onednn.read}, {@code
 * samediff.onednn.rewrite}, {@code samediff.onednn.step}.
 */
package org.mast4j.samediff.onednn.plan;
