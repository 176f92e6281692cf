/**
 * Training in DL4J's words: iterators in, listeners on the way, evaluations and networks out.
 *
 * <p>May know {@code datavec.audio.augment}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.patch}, {@code org.deeplearning4j}, {@code org.nd4j}, {@code org.slf4j}, {@code
 * settings}, {@code ssl.finetune}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.dl4j}, {@code
 * zoo.inference}, {@code zoo.weights}.
 */
package org.mast4j.ssl.dl4j;
