package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.onnx.OnnxExport;
import org.mast4j.zoo.weights.Weights;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j export}: a model directory into what other libraries read. */
@Command(
    name = "export",
    description =
        "Writes a model as transformers (AST), timm (DeiT, MViTv2) or any ONNX runtime reads it.")
final class ExportCommand implements Callable<Integer> {
  private static final String ONNX = "onnx";

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "NAME",
      description = "transformers, timm or onnx.")
  private String format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Directory to write config.json and model.safetensors to, or model.onnx and"
              + " front-end.json.")
  private Path out;

  @Option(
      names = "--no-classifier",
      description = "The encoder alone: of ONNX the output embedding.")
  private boolean withoutClassifier;

  @Override
  public Integer call() throws IOException {
    Outputs.requireFolder(out, List.of(model.path()));
    if (format.equals(ONNX)) {
      OnnxExport.requireWritable(out);
      StoredModel read = read();
      Outputs.requireRoom(out, read.weights());
      OnnxExport.write(read, out);
      report(read.weights(), List.of());
    } else {
      ModelExporter.requireWritable(out);
      ExportedModel exported = ModelExporter.convert(read(), format);
      Outputs.requireRoom(out, exported.weights());
      ModelExporter.write(exported, out);
      report(exported.weights(), exported.leftOut());
    }
    return 0;
  }

  private StoredModel read() throws IOException {
    return withoutClassifier ? model.read().withoutClassifier() : model.read();
  }

  private void report(Weights weights, List<LeftOut> leftOut) {
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%s -> %s: %s, %,d parameters%n",
        model.path(),
        out,
        format,
        weights.parameterCount());
    leftOut.forEach(left -> console.println("left out: " + left));
    console.flush();
  }
}
