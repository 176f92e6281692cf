/**
 * Speed and memory beside PyTorch, stock ND4J and the Python audio references, as ratios.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.frontend}, {@code datavec.audio.patch},
 * {@code datavec.audio.reader}, {@code java.desktop}, {@code java.management}, {@code
 * jdk.management}, {@code org.bytedeco}, {@code org.datavec}, {@code org.nd4j}, {@code ssl.optim},
 * {@code zoo}, {@code zoo.ast}, {@code zoo.exchange}, {@code zoo.inference}, {@code zoo.mast}.
 */
package org.mast4j.cli.bench;
