package org.mast4j.arbiter.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A worker's side of its process: reads assignments, does them, and tells how it goes. */
public final class WorkerLoop {
  private WorkerLoop() {}

  /**
   * Works until the input ends, which it does with the runner, however that ends.
   *
   * @param task made when the process is there; what it throws then keeps the search from working
   */
  public static void run(JobTask task) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ThreadWorker worker = new ThreadWorker(task, event -> say(out, event));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      worker.begin(Messages.readAssignment(line));
    }
    Runtime.getRuntime().halt(0); // whatever is under way goes on from its checkpoint
  }

  private static synchronized void say(PrintStream out, WorkerEvent event) {
    if (event instanceof WorkerEvent.Ready) {
      out.println(Messages.ready());
    } else if (event instanceof WorkerEvent.Reached reached) {
      out.println(Messages.reached(reached.count()));
    } else if (event instanceof WorkerEvent.Scored scored) {
      out.println(Messages.scored(scored.count(), scored.score()));
    } else if (event instanceof WorkerEvent.Ended ended) {
      out.println(Messages.ended(ended.outcome(), ended.seconds()));
    } else if (event instanceof WorkerEvent.Died died) {
      out.println(Messages.died(died.reason()));
      Runtime.getRuntime().halt(1);
    }
  }
}
