package org.mast4j.cli;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.mast4j.cli.bench.ClipFolder;
import org.mast4j.cli.bench.StartModel;
import org.mast4j.zoo.ast.AstVariants;

/**
 * What the launcher runs after a build, so that Java lists the classes that short commands need;
 * from their archive each later start takes them ready made (docs/performance.md, "The start").
 */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    try (ClipFolder folder = new ClipFolder()) {
      String clip = folder.write("clip.wav", 440, 1, new Random(1)).toString();
      String ast = folder.resolve("ast").toString();
      StartModel.write(AstVariants.nano(), 2, folder.resolve("ast"));
      String npy = folder.resolve("x.npy").toString();
      for (List<String> command :
          List.of(
              List.of("--version"),
              List.of("--help"),
              List.of("classify", "--help"),
              List.of("features", clip, "--front-end", "kaldi", "--out", npy),
              List.of("embed", "--model", "mast-nano", clip, "--out", npy),
              List.of("classify", "--model", ast, clip),
              List.of("classify", "--model", ast, clip, "--json"))) {
        int code = Mast4j.execute(command.toArray(String[]::new));
        if (code != 0) {
          System.exit(code);
        }
      }
    }
    System.exit(0); // threads of libraries may go on
  }
}
