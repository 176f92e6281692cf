/**
 * Programs to copy from, each as an application would have it.
 *
 * <p>May know {@code classpath}, {@code org.nd4j}, {@code zoo}, {@code zoo.graph}, {@code
 * zoo.inference}, {@code zoo.mast}.
 */
package org.mast4j.examples;
