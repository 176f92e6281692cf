/**
 * Supervised pre-training: the encoder learns by the clips' labels.
 *
 * <p>May know {@code datavec.audio.augment}, {@code org.nd4j}, {@code settings}, {@code ssl.optim},
 * {@code ssl.pretrain}, {@code zoo}, {@code zoo.weights}.
 */
package org.mast4j.ssl.pretrain.supervised;
