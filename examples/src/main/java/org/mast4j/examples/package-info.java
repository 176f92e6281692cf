/**
 * Programs to copy from, each as an application would have it.
 *
 * <p>May know {@code arbiter}, {@code arbiter.score}, {@code arbiter.subject}, {@code
 * datavec.audio.augment}, {@code datavec.audio.dataset}, {@code datavec.audio.decode}, {@code
 * datavec.audio.frontend}, {@code datavec.audio.patch}, {@code datavec.audio.reader}, {@code
 * java.desktop}, {@code org.datavec}, {@code org.deeplearning4j}, {@code org.nd4j}, {@code
 * ssl.evaluate}, {@code ssl.finetune}, {@code ssl.pretrain}, {@code ssl.pretrain.ssmast}, {@code
 * zoo}, {@code zoo.dl4j}, {@code zoo.exchange}, {@code zoo.graph}, {@code zoo.inference}, {@code
 * zoo.mast}, {@code zoo.weights}.
 */
package org.mast4j.examples;
