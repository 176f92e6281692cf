package org.mast4j.examples.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Random;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/**
 * Times both front ends on a clip of 10 s beside torchaudio and librosa, in alternation and on one
 * thread each. What counts is the best call: the machine's other work only ever adds to it.
 *
 * <p>{@code java -cp "examples/target/examples.jar:examples/target/lib/*"
 * org.mast4j.examples.bench.AudioBench PYTHON [ROUNDS]}
 */
public final class AudioBench {

  private static final int CALLS = 200;
  private static final int RATE = 16_000;

  private AudioBench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 1) {
      throw new IllegalArgumentException("usage: AudioBench PYTHON [ROUNDS]");
    }
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    Path script = Files.createTempFile("mast4j-", ".py");
    try (InputStream in = AudioBench.class.getResourceAsStream("/bench/audio_peer.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      for (FrontEndConfig config :
          new FrontEndConfig[] {FrontEndConfig.kaldi(), FrontEndConfig.librosa()}) {
        FrontEnd frontEnd = FrontEnd.of(config);
        best(frontEnd); // compiles
        for (int round = 0; round < rounds; round++) {
          double ours = best(frontEnd);
          double reference = peer(arguments[0], script, config.kind());
          System.out.printf(
              Locale.ROOT,
              "%s: %.2f ms, reference %.2f ms, ratio %.2f%n",
              config.kind(),
              ours,
              reference,
              ours / reference);
        }
      }
    } finally {
      Files.delete(script);
    }
  }

  /** The fastest call, in milliseconds. */
  private static double best(FrontEnd frontEnd) {
    Random random = new Random(1);
    float[] samples = new float[10 * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    Waveform clip = new Waveform(samples, RATE);
    double best = Double.MAX_VALUE;
    for (int call = 0; call < CALLS; call++) {
      long start = System.nanoTime();
      frontEnd.apply(clip);
      best = Math.min(best, (System.nanoTime() - start) / 1e6);
    }
    return best;
  }

  private static double peer(String python, Path script, FrontEndConfig.Kind kind)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(python, script.toString(), kind.name(), String.valueOf(CALLS));
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(python + " failed; it needs torchaudio and librosa");
    }
    return Double.parseDouble(output.trim());
  }
}
