package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ModelExporter;

/**
 * A model for Python: {@code ExportModel MODEL OUT}, an AST as transformers reads it, a MAST as
 * timm. Prints the number of parameters and what was left out, after 5 s of CPU time. As ONNX,
 * which runs elsewhere, the command {@code export --format onnx} writes it.
 */
public final class ExportModel {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: ExportModel MODEL OUT");
      System.exit(2);
    }
    // export start
    StoredModel model = BundledModels.directoryOrName(Path.of(args[0]));
    String library = model.encoder().architecture().equals("ast") ? "transformers" : "timm";
    ExportedModel exported = ModelExporter.convert(model, library);
    ModelExporter.write(exported, Path.of(args[1]));
    System.out.printf("%d parameters for %s%n", exported.weights().parameterCount(), library);
    exported.leftOut().forEach(System.out::println);
    // export end
  }
}
