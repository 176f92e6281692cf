/**
 * SameDiff graphs that are safe to run, and the ops that the encoders share.
 *
 * <p>May know {@code classpath}, {@code org.nd4j}, {@code samediff.engine}, {@code samediff.quiet},
 * {@code settings}.
 */
package org.mast4j.zoo.graph;
