/**
 * Published weights in and out. {@link org.mast4j.zoo.exchange.ModelImporter} reads any source that
 * a {@link org.mast4j.zoo.exchange.CheckpointFormat} recognises, {@link
 * org.mast4j.zoo.exchange.Adaptation} fits the model to other inputs and classes, {@link
 * org.mast4j.zoo.exchange.ModelExporter} writes what other libraries read. Each family brings its
 * formats through {@link java.util.ServiceLoader}; a format is a configuration reader and a {@link
 * org.mast4j.zoo.exchange.KeyMap}.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code settings},
 * {@code zoo}, {@code zoo.weights}.
 */
package org.mast4j.zoo.exchange;
