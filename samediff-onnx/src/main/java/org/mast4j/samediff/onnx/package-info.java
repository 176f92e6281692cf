/**
 * SameDiff graphs as ONNX: {@code OnnxGraph} is the file that is made, {@code OnnxTranslation} adds
 * a graph to it.
 *
 * <p>May know {@code onnx}, {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.ir}, {@code
 * samediff.memory}, {@code samediff.read}, {@code samediff.rewrite}.
 */
package org.mast4j.samediff.onnx;
