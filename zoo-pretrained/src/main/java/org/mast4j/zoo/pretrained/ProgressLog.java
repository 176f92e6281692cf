package org.mast4j.zoo.pretrained;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** Logs how a download goes: at its start, at its end, and every few seconds in between. */
public final class ProgressLog implements Progress {
  private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

  private final Consumer<String> log;
  private final LongSupplier clock; // ns

  private String file = "";
  private long logged;

  /** Logs at INFO. */
  public ProgressLog() {
    this(LoggerFactory.getLogger(ProgressLog.class)::info, System::nanoTime);
  }

  ProgressLog(Consumer<String> log, LongSupplier clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void at(PretrainedFile of, long done, OptionalLong total) {
    long now = clock.getAsLong();
    boolean first = !of.name().equals(file);
    boolean last = total.isPresent() && done == total.getAsLong();
    if (first || last || now - logged >= INTERVAL) {
      file = of.name();
      logged = now;
      log.accept("Downloading " + file + ": " + text(done, total));
    }
  }

  /** "103.8 of 346.4 MB (30 %)". */
  private static String text(long done, OptionalLong total) {
    if (total.isEmpty()) {
      return String.format(Locale.ROOT, "%.1f MB", done / 1e6);
    }
    long all = total.getAsLong();
    return String.format(
        Locale.ROOT, "%.1f of %.1f MB (%d %%)", done / 1e6, all / 1e6, 100 * done / all);
  }
}
