package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.zoo.mast.MastVariants;

/** The page in Chromium: what a person does, and what is seen. */
class StudioPageTest {
  private static final String SHOWN = "!document.getElementById('details').hidden";
  private static final int DESKTOP = 1280;
  private static final int PHONE = 390;

  @TempDir static Path folder;

  /** Chromium may still write into it as it ends. */
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path profile;

  private static Path clip;
  private static Served served;
  private static Chromium page;

  @BeforeAll
  static void start() throws Exception {
    page =
        Chromium.start(
            profile,
            "--use-fake-device-for-media-stream", // a microphone that hears beeps
            "--use-fake-ui-for-media-stream"); // and is allowed
    served = Served.start(folder, MastVariants.nano(), Served.LABELS, StudioLimits.DEFAULT);
    clip = folder.resolve("a tone.wav");
    Files.write(clip, Sound.wav(Served.tone(2.5, 1500)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (page != null) {
      page.close();
    }
    if (served != null) {
      served.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    page.screen(DESKTOP, 900, false);
    page.open(served.studio().address());
    page.await("document.getElementById('model').textContent.includes('parameters')");
  }

  private static void drop(Path file) throws Exception {
    page.drop(file);
    page.await(SHOWN);
  }

  @Test
  void aDroppedClipIsShownAsTheRestEndAnswers() throws Exception {
    drop(clip);

    JsonNode answer = Served.json(served.post("/api/clips", Files.readAllBytes(clip)));
    assertThat(page.text("clip-title")).isEqualTo("a tone.wav");
    assertThat(page.text("clip-facts")).contains("2.50 s", "5 windows");
    String best = answer.at("/labels/0/label").asText();
    double share = answer.at("/labels/0/probability").asDouble();
    assertThat(page.text("labels"))
        .startsWith(best)
        .contains(String.format(Locale.ROOT, "%.1f %%", 100 * share));
    assertThat(page.text("nearest").indexOf("1600.wav")).isPositive();
    assertThat(page.evaluate("document.querySelectorAll('#nearest li').length").asInt())
        .isEqualTo(4);
    assertThat(page.text("patch-text")).contains("of 9 in time", "of the window's attention");
    assertThat(colors("figure")).isGreaterThan(200);
    assertThat(colors("patches")).isGreaterThan(200);
    assertThat(colors("code")).isGreaterThan(20);
    assertThat(page.complaints()).isEmpty();
    assertThat(
            page.evaluate(
                    "performance.getEntriesByType('resource')"
                        + ".filter(entry => !entry.name.startsWith(location.origin)).length")
                .asInt())
        .as("requests to other places")
        .isZero();
  }

  /** How many colours a canvas shows. */
  private static int colors(String canvas) throws Exception {
    return page.evaluate(
            "(() => { const c = document.getElementById('"
                + canvas
                + "'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                + " return new Set(new Uint32Array(d.buffer)).size; })()")
        .asInt();
  }

  /** The window that was chosen in a longer clip before isn't there any more. */
  @Test
  void aShorterClipFollowsALongerOne() throws Exception {
    drop(clip);
    page.evaluate("document.getElementById('figure').focus()");
    page.press("End", "End", 35);
    assertThat(page.text("window-title")).isEqualTo("Window 5 of 5");
    Path shorter = Files.write(folder.resolve("short.wav"), Sound.wav(Served.tone(0.5, 1500)));
    page.drop(shorter);
    page.await("document.getElementById('clip-title').textContent === 'short.wav'");
    page.await("document.getElementById('window-title').textContent === 'The window'");
    assertThat(page.text("error")).isEmpty();
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void attentionIsShownOnDemand() throws Exception {
    drop(clip);
    String sum = "(() => { const c = document.getElementById('figure'); return c.toDataURL(); })()";
    String with = page.evaluate(sum).asText();
    page.evaluate("document.getElementById('show-attention').click()");
    assertThat(page.evaluate(sum).asText()).isNotEqualTo(with);
    page.evaluate("document.getElementById('show-attention').click()");
    assertThat(page.evaluate(sum).asText()).isEqualTo(with);
  }

  @Test
  void theKeyboardWalksThroughWindowsAndPatches() throws Exception {
    drop(clip);
    page.evaluate("document.getElementById('figure').focus()");
    page.press("Home", "Home", 36);
    assertThat(page.text("window-title")).isEqualTo("Window 1 of 5");
    page.press("ArrowRight", "ArrowRight", 39);
    assertThat(page.text("window-title")).isEqualTo("Window 2 of 5");
    assertThat(page.text("window-facts")).startsWith("0.48 to 1.44 s");
    assertThat(
            page.evaluate("document.getElementById('figure').getAttribute('aria-valuetext')")
                .asText())
        .startsWith("window 2 of 5, 0.48 to 1.44 s: ");
    page.evaluate("document.getElementById('patches').focus()");
    for (int i = 0; i < 9; i++) {
      page.press("ArrowLeft", "ArrowLeft", 37);
      page.press("ArrowDown", "ArrowDown", 40);
    }
    assertThat(page.text("patch-text")).startsWith("Patch 1 of 9 in time, 1 of 5 in frequency:");
    page.press("ArrowUp", "ArrowUp", 38);
    assertThat(page.text("patch-text")).startsWith("Patch 1 of 9 in time, 2 of 5 in frequency:");
  }

  @Test
  void aWindowIsHeardAndEnds() throws Exception {
    drop(clip);
    page.evaluate("document.getElementById('play-window').click()");
    page.await("document.getElementById('play').textContent === 'Stop'");
    page.await("document.getElementById('play').textContent === 'Play'");
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void aNeighbourIsLookedAt() throws Exception {
    drop(clip);
    page.evaluate("document.querySelector('#nearest li .open').click()");
    page.await("document.getElementById('clip-title').textContent.startsWith('low/')");
    assertThat(page.text("nearest")).contains("1.000");
  }

  @Test
  void aClipOfTheFolderIsThereToBeginWith() throws Exception {
    page.evaluate("document.querySelector('#example-list button').click()");
    page.await(SHOWN);
    assertThat(page.text("clip-title")).startsWith("low/");
  }

  @Test
  void theMicrophoneIsRecorded() throws Exception {
    page.evaluate("document.getElementById('record').click()");
    page.await("document.getElementById('record-text').textContent.startsWith('Stop at 1.')");
    page.evaluate("document.getElementById('record').click()");
    page.await(SHOWN + " || document.getElementById('error').textContent !== ''");
    assertThat(page.text("error")).isEmpty();
    assertThat(page.text("clip-title")).isEqualTo("recording");
    assertThat(page.text("clip-facts")).contains("48,000 Hz");
    assertThat(page.text("record-text")).isEqualTo("Record");
  }

  @Test
  void whatIsNoSoundIsSaid() throws Exception {
    Path letter = folder.resolve("letter.txt");
    Files.writeString(letter, "no sound ".repeat(100));
    page.drop(letter);
    page.await("document.getElementById('error').textContent !== ''");
    assertThat(page.text("error")).startsWith("letter.txt: not audio that can be decoded");
    drop(clip);
    assertThat(page.text("error")).isEmpty();
  }

  @Test
  void nothingHangsOverOnAPhone() throws Exception {
    page.screen(PHONE, 844, true);
    drop(clip);
    assertThat(page.evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(PHONE);
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(18, 22, 28)");
    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('button, a, input:not([hidden])')]"
                        + ".filter(e => !(e.innerText || e.getAttribute('aria-label') || e.labels?.length))"
                        + ".length")
                .asInt())
        .as("controls without a name")
        .isZero();
  }
}
