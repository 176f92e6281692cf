package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.List;
import org.mast4j.testkit.ChildJvm;

/** A process that says what a test wants of it. */
final class FakeWorker {
  private FakeWorker() {}

  /** What one does. */
  enum Manner {
    FAST(1),
    SLOW(30),
    OTHER_LOGITS(1),
    MISSING(0),
    DIES(0),
    SILENT(0);

    private final long millis;

    Manner(long millis) {
      this.millis = millis;
    }
  }

  static List<String> command(Manner manner) {
    return List.of(
        ChildJvm.tool("java").toString(),
        "-Xmx32m",
        "-cp",
        ChildJvm.ownClassPath(),
        FakeWorker.class.getName(),
        manner.name());
  }

  /** Takes a manner. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Manner manner = Manner.valueOf(arguments[0]);
    switch (manner) {
      case MISSING -> {
        System.err.println("a line before\nthis python has no openvino; install it\n");
        System.exit(1);
      }
      case SILENT -> Thread.sleep(60_000);
      default -> {
        float last = manner == Manner.OTHER_LOGITS ? 1 : -4;
        Logits logits = new Logits(new float[] {1, 2, last});
        Turns.take(System.out, () -> work(manner), 1, () -> logits);
      }
    }
  }

  private static void work(Manner manner) {
    if (manner == Manner.DIES) {
      System.err.println("out of memory");
      System.exit(3);
    }
    try {
      Thread.sleep(manner.millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
