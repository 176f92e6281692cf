/**
 * Third pass: each value gets a place, each node becomes steps; then lifetimes, the arena, and the
 * calls.
 *
 * <p>May know {@code org.apache}, {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.engine},
 * {@code samediff.ir}, {@code samediff.memory}, {@code samediff.onednn.internal.memory}, {@code
 * samediff.onednn.internal.step}, {@code samediff.read}, {@code samediff.rewrite}.
 */
package org.mast4j.samediff.onednn.internal.plan;
