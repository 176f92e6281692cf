/**
 * First pass: a SameDiff graph becomes a program; shapes are found without running anything.
 *
 * <p>May know {@code org.apache}, {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.ir},
 * {@code samediff.memory}.
 */
package org.mast4j.samediff.read;
