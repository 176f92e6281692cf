package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.work.WorkerLoop;
import org.mast4j.classpath.cuda.CudaBuild;
import org.mast4j.classpath.cuda.CudaMachine;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.samediff.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mast4j search-worker}: a process that trains candidates for {@code search}. */
@Command(
    name = SearchWorkerCommand.NAME,
    hidden = true,
    description = "Trains candidates for search, which starts it.")
final class SearchWorkerCommand implements Callable<Integer> {
  static final String NAME = "search-worker";

  @Parameters(paramLabel = "YAML", description = "What is searched.")
  private Path config;

  /**
   * The command that starts one, with so many threads and, with CUDA, a device of its own.
   *
   * @param number among those that work at the same time, from 0
   */
  static ProcessBuilder process(Path config, int threads, int number) throws IOException {
    List<String> command = JavaProcess.command(Mast4j.class, "-XX:ActiveProcessorCount=" + threads);
    command.addAll(List.of(NAME, config.toString(), "--precision", Engines.precision().key()));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    if (CudaBuild.chosen().isPresent()) {
      process.environment().putAll(CudaMachine.examine().share(number, System.getenv()));
    }
    return process;
  }

  @Override
  public Integer call() throws IOException {
    SearchSettings settings = SearchSettings.read(config, Map.of());
    // its own output is the runner's
    PrintWriter console = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    WorkerLoop.run(SearchRunner.task(settings.search(), new SearchClips(settings).load(console)));
    return 0;
  }
}
