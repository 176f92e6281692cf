package org.mast4j.zoo.pretrained;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how a download goes, at its start and end and every few seconds in between. */
public final class ProgressLog implements Progress {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressLog.class);
  private static final long NANOS = Duration.ofSeconds(5).toNanos();

  private String file = "";
  private long logged;

  @Override
  public void at(PretrainedFile of, long done, OptionalLong total) {
    long now = System.nanoTime();
    boolean first = !of.name().equals(file);
    boolean last = total.isPresent() && done == total.getAsLong();
    if (!first && !last && now - logged < NANOS) {
      return;
    }
    file = of.name();
    logged = now;
    LOG.info("Downloading {}: {}", file, text(done, total));
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
