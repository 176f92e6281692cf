/**
 * What MAST4J finds on this machine, whether it works, and what to do where it doesn't.
 *
 * <p>May know {@code classpath}, {@code classpath.cuda}, {@code datavec.audio}, {@code
 * datavec.audio.decode}, {@code datavec.audio.patch}, {@code java.management}, {@code
 * jdk.management}, {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.engine}, {@code zoo},
 * {@code zoo.ast}, {@code zoo.mast}.
 */
package org.mast4j.cli.doctor;
