package org.mast4j.datavec.audio.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.settings.Document;

class FrontEndJsonTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsBackEqual() throws IOException {
    Path file = folder.resolve(FrontEndJson.FILE_NAME);
    for (FrontEndConfig config :
        new FrontEndConfig[] {
          FrontEndConfig.librosa(),
          FrontEndConfig.kaldi().withFrames(128).withStatistics(-3.1, 2.5),
          FrontEndConfig.librosaPcen(),
          FrontEndConfig.librosaMfcc(),
          FrontEndConfig.kaldiMfcc()
        }) {
      FrontEndJson.write(config, file);
      assertEquals(config, FrontEndJson.read(file));
    }
  }

  @Test
  void filesOfEarlierVersionsHaveTheRecipesValuesForWhatTheyLack() throws IOException {
    for (FrontEndConfig config : List.of(FrontEndConfig.kaldi(), FrontEndConfig.librosa())) {
      ObjectNode old = FrontEndJson.toJson(config);
      old.remove(
          List.of("output", "resampling", "window", "melScale", "melNorm", "cepstra", "lifter"));
      assertEquals(config, FrontEndJson.fromJson(Document.of(old, ""), folder));
    }
  }

  @Test
  void missingAndUnknownKeysAreNamedWithTheFile() throws IOException {
    assertProblem(
        json().replace("\"mels\"", "\"bins\""),
        "front-end.json: line 10: unknown key bins; expected one of [kind, output",
        "missing key mels");
  }

  @Test
  void aBadValueIsNamed() throws IOException {
    assertProblem(
        json().replace("\"frames\" : 512", "\"frames\" : 0"),
        "line 20: frames 0; expected a positive number");
    assertProblem(json().replace("\"LIBROSA\"", "\"MFCC\""), "MFCC");
    assertProblem(json().replace("\"LOG_MEL\"", "\"LPC\""), "LPC");
    assertProblem(
        json().replace("\"LOG_MEL\"", "\"MFCC\""),
        "line 18: cepstra 0; expected 1 to 128 for MFCC");
    assertProblem(json().replace("\"HANN\"", "\"POVEY\""), "window POVEY; expected HANN");
    assertProblem(
        json()
            .replace("\"LOG_MEL\"", "\"MFCC\"")
            .replace("\"cepstra\" : 0", "\"cepstra\" : 20")
            .replace("\"lifter\" : 0.0", "\"lifter\" : 22.0"),
        "lifter 22.0; expected 0 in the librosa front end");
    assertProblem(json().replace("\"mels\" : 128", "\"mels\" : \"many\""), "many");
    assertProblem(json().replace("\"mels\" : 128", "\"mels\" : null"), "mels");
    assertProblem(json().replace("\"mels\" : 128", "\"mels\" : 128.5"), "128.5");
  }

  @Test
  void whatIsNotAnObjectIsRefused() throws IOException {
    assertProblem("[1, 2]", "not a JSON object");
    assertProblem("{\"kind\"", "not JSON");
    assertProblem("", "not a JSON object");
  }

  private String json() throws IOException {
    Path file = folder.resolve("good.json");
    FrontEndJson.write(FrontEndConfig.librosa(), file);
    return Files.readString(file);
  }

  private void assertProblem(String content, String... parts) throws IOException {
    Path file = Files.writeString(folder.resolve(FrontEndJson.FILE_NAME), content);
    String message = assertThrows(AudioException.class, () -> FrontEndJson.read(file)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
