/**
 * SSAST: patches are hidden from the encoder, which learns to tell which and what they were.
 *
 * <p>May know {@code datavec.audio.augment}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code
 * settings}, {@code ssl.optim}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.graph}, {@code
 * zoo.weights}.
 */
package org.mast4j.ssl.pretrain.ssast;
