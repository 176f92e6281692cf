/**
 * SS-MAST: a student and its momentum teacher, the contrastive loss between them, and its entry
 * among the methods.
 *
 * <p>May know {@code datavec.audio.augment}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code
 * settings}, {@code ssl.optim}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.graph}, {@code
 * zoo.weights}.
 */
package org.mast4j.ssl.pretrain.ssmast;
