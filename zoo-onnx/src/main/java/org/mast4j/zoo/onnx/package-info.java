/**
 * A stored model as an ONNX file: {@code OnnxExport} writes it, {@code LogMelInput} its input.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code samediff.onnx}, {@code zoo}.
 */
package org.mast4j.zoo.onnx;
