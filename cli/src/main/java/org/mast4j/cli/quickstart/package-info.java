/**
 * The main job on a data set that is rendered on the spot: pre-train, fine-tune, and compare with
 * training from scratch.
 *
 * <p>May know {@code cli.bench}, {@code cli.report}, {@code datavec.audio.augment}, {@code
 * datavec.audio.dataset}, {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code
 * notebook.instrument}, {@code org.nd4j}, {@code samediff.engine}, {@code ssl.evaluate}, {@code
 * ssl.finetune}, {@code ssl.pretrain}, {@code ssl.pretrain.ssmast}, {@code zoo}, {@code
 * zoo.inference}, {@code zoo.mast}, {@code zoo.weights}.
 */
package org.mast4j.cli.quickstart;
