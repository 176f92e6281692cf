/**
 * Programs to copy from, each as an application would have it.
 *
 * <p>May know {@code arbiter}, {@code arbiter.score}, {@code arbiter.subject}, {@code classpath},
 * {@code datavec.audio.dataset}, {@code datavec.audio.frontend}, {@code org.deeplearning4j}, {@code
 * org.nd4j}, {@code ssl.evaluate}, {@code ssl.finetune}, {@code zoo}, {@code zoo.graph}, {@code
 * zoo.inference}, {@code zoo.mast}.
 */
package org.mast4j.examples;
