package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ResidentMemory;
import org.mast4j.zoo.mast.MastVariants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many requests by several clients at once; {@code -Dstudio.requests=500} for as many. */
class StudioLoadTest {
  private static final Logger log = LoggerFactory.getLogger(StudioLoadTest.class);

  private static final int CLIENTS = 8;
  private static final int REQUESTS = Integer.getInteger("studio.requests", 80);
  private static final long BYTES = 48L << 20;
  private static final String QUESTION = "/api/clips?with=attention,spectrogram,sound";

  /** Of different lengths, so that each answer is another. */
  private static final List<byte[]> CLIPS =
      List.of(
          Sound.wav(Served.tone(0.5, 300)),
          Sound.wav(Served.tone(2, 700)),
          Sound.wav(Served.tone(3.3, 1500)));

  @TempDir Path folder;

  @Test
  void eachIsAnsweredRightAndMemoryStaysFlat() throws Exception {
    try (Served served =
        Served.start(folder, MastVariants.nano(), Served.LABELS, StudioLimits.DEFAULT)) {
      List<String> expected = new ArrayList<>();
      for (byte[] clip : CLIPS) {
        expected.add(served.post(QUESTION, clip).body());
      }
      assertThat(expected).doesNotHaveDuplicates();
      ask(served, expected, CLIENTS * 8);
      ResidentMemory.assertFlat(BYTES, () -> ask(served, expected, REQUESTS));
      assertThat(served.received()).isEmpty();
    }
  }

  private static void ask(Served served, List<String> expected, int requests) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    long began = System.nanoTime();
    try {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      HttpClient client = Served.client();
      for (int i = 0; i < requests; i++) {
        byte[] clip = CLIPS.get(i % CLIPS.size());
        answers.add(
            clients.submit(
                () ->
                    client.send(
                        served.request(QUESTION, clip), HttpResponse.BodyHandlers.ofString())));
      }
      for (int i = 0; i < requests; i++) {
        HttpResponse<String> answer = answers.get(i).get();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().equals(expected.get(i % CLIPS.size())))
            .as("answer " + i + " is the first one's")
            .isTrue();
      }
    } finally {
      clients.shutdown();
      clients.awaitTermination(1, TimeUnit.MINUTES);
    }
    log.info(
        "{} requests by {} clients, {} a second, {} MB resident",
        requests,
        CLIENTS,
        Math.round(requests / ((System.nanoTime() - began) / 1e9)),
        ResidentMemory.settled() >> 20);
  }
}
