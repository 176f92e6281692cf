/**
 * The command line: one class a command, and what they share (options, outputs, failures). Nothing
 * depends on it.
 *
 * <p>May know {@code arbiter}, {@code arbiter.plan}, {@code arbiter.score}, {@code
 * arbiter.subject}, {@code arbiter.ui}, {@code arbiter.work}, {@code classpath}, {@code
 * classpath.cuda}, {@code cli.bench}, {@code cli.doctor}, {@code cli.quickstart}, {@code
 * cli.report}, {@code cli.runs}, {@code cli.studio}, {@code com.fasterxml}, {@code datavec.audio},
 * {@code datavec.audio.augment}, {@code datavec.audio.cache}, {@code datavec.audio.dataset}, {@code
 * datavec.audio.dataset.layout}, {@code datavec.audio.decode}, {@code datavec.audio.frontend},
 * {@code datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code java.desktop}, {@code
 * me.tongfei}, {@code notebook.instrument}, {@code notebook.picture}, {@code org.deeplearning4j},
 * {@code org.jline}, {@code org.knowm}, {@code org.nd4j}, {@code picocli}, {@code samediff.engine},
 * {@code settings}, {@code ssl.checkpoint}, {@code ssl.dl4j}, {@code ssl.dl4j.ui}, {@code
 * ssl.evaluate}, {@code ssl.finetune}, {@code ssl.lape}, {@code ssl.optim}, {@code ssl.pretrain},
 * {@code zoo}, {@code zoo.ast}, {@code zoo.exchange}, {@code zoo.inference}, {@code zoo.onnx},
 * {@code zoo.pretrained}, {@code zoo.weights}.
 */
package org.mast4j.cli;
