/**
 * Third pass: each value gets a place, each node becomes steps; then lifetimes, the arena, and the
 * calls.
 *
 * <p><<<<<<< HEAD:samediff-onednn/src/main/java/org/mast4j/samediff/onednn/plan/package-info.java
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.ir}, {@code samediff.memory},
 * {@code samediff.onednn.memory}, {@code samediff.onednn.step}, {@code samediff.read}, {@code
 * samediff.rewrite}. =======
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.ir}, {@code samediff.memory},
 * {@code samediff.onednn.internal.memory}, {@code samediff.onednn.internal.step}, {@code
 * samediff.read}, {@code samediff.rewrite}. >>>>>>>
 * main:samediff-onednn/src/main/java/org/mast4j/samediff/onednn/internal/plan/package-info.java
 */
package org.mast4j.samediff.onednn.internal.plan;
