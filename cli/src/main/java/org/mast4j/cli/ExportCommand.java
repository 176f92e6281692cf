package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ModelExporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j export}: a model directory into what other libraries read. */
@Command(
    name = "export",
    description = "Writes a model as transformers (AST) or timm (DeiT, MViTv2) reads it.")
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "NAME",
      description = "transformers or timm.")
  private String format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Directory to write config.json and model.safetensors to.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Outputs.requireFolder(out, List.of(model.path()));
    ModelExporter.requireWritable(out);
    ExportedModel exported = ModelExporter.convert(model.read(), format);
    Outputs.requireRoom(out, exported.weights());
    ModelExporter.write(exported, out);
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%s -> %s: %s, %,d parameters%n",
        model.path(),
        out,
        format,
        exported.weights().parameterCount());
    exported.leftOut().forEach(leftOut -> console.println("left out: " + leftOut));
    console.flush();
    return 0;
  }
}
